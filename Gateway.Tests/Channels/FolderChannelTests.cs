using System.Text;
using Gateway.Adapters.Channels.Folder;
using Gateway.Domain.Channels;

namespace Gateway.Tests.Channels;

/// <summary>The shared folder: atomic, idempotent, with receipts, and unimpressed by what others put into it.</summary>
public sealed class FolderChannelTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private readonly string root = Directory.CreateTempSubdirectory("gateway-folder-").FullName;
    private readonly TransmissionKey key = new("CO-CA", Guid.CreateVersion7(Now), 1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Spain => Path.Combine(root, "ES-CA");

    private string Colombia => Path.Combine(root, "CO-CA");

    private FolderChannel Channel { get; } = new(new FolderOptions { CreateMissing = true });

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task A_message_crosses_with_identical_bytes_and_its_leg()
    {
        var dispatch = ToSpain() with { LegKind = LegKind.AdvanceCopy, Key = key with { Leg = 2 } };
        (await Channel.CarryAsync(dispatch, Cancellation)).ShouldBe(
            new(DeliveryOutcome.HandedToChannel, "folder-published")
        );

        var arrival = (await CollectAsync(SpainsIntake())).ShouldHaveSingleItem();

        (arrival.Leg, arrival.LegKind, arrival.Key).ShouldBe((2, LegKind.AdvanceCopy, key with { Leg = 2 }));
        (await arrival.Document!.ReadAsync()).ShouldBe(await dispatch.Document.ReadAsync());
        (await arrival.Attachments.ShouldHaveSingleItem().ReadAsync()).ShouldBe(Letters.HostileBytes);
    }

    [Fact]
    public async Task The_same_dispatch_twice_is_one_message()
    {
        await Channel.CarryAsync(ToSpain(), Cancellation);
        (await Channel.CarryAsync(ToSpain(), Cancellation)).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);
        (await CollectAsync(SpainsIntake())).Count.ShouldBe(1);
        (await Channel.CarryAsync(ToSpain(), Cancellation)).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);

        (await CollectAsync(SpainsIntake())).ShouldBeEmpty("It was taken already.");
        Directory.EnumerateFileSystemEntries(Path.Combine(Spain, "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_not_settled_comes_again_and_what_was_set_aside_does_not()
    {
        await Channel.CarryAsync(ToSpain(), Cancellation);
        (await CollectAsync(SpainsIntake(), ArrivalFate.Left)).Count.ShouldBe(1);
        await Should.ThrowAsync<InvalidOperationException>(() =>
            SpainsIntake().CollectAsync((_, _) => throw new InvalidOperationException("died"), Cancellation)
        );
        (await CollectAsync(SpainsIntake(), ArrivalFate.SetAside)).Count.ShouldBe(1);

        (await CollectAsync(SpainsIntake())).ShouldBeEmpty();
        Directory.EnumerateDirectories(Path.Combine(Spain, "aside")).Count().ShouldBe(1);
        (await CollectAsync(ColombiasIntake())).ShouldBeEmpty("What was set aside was not delivered.");
    }

    [Fact]
    public async Task Delivered_and_opened_come_back_once_each_as_what_they_are()
    {
        await Channel.CarryAsync(ToSpain(), Cancellation);
        await CollectAsync(SpainsIntake());
        await CollectAsync(SpainsIntake());
        var delivered = (await CollectAsync(ColombiasIntake())).ShouldHaveSingleItem().Receipt!;
        (delivered.Key, delivered.Kind, delivered.Assurance).ShouldBe((key, ReceiptKind.Delivered, 2));

        await SpainsIntake().ConfirmOpenedAsync(key, Now, Cancellation);
        await SpainsIntake().ConfirmOpenedAsync(key, Now.AddHours(1), Cancellation);

        var opened = (await CollectAsync(ColombiasIntake())).ShouldHaveSingleItem().Receipt!;
        (opened.Kind, opened.StatedAt).ShouldBe((ReceiptKind.Opened, Now));
        (await CollectAsync(ColombiasIntake())).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receipt_is_never_answered_by_a_receipt()
    {
        await Channel.CarryAsync(ToSpain(), Cancellation);
        await CollectAsync(SpainsIntake());
        await CollectAsync(ColombiasIntake());

        (await CollectAsync(SpainsIntake())).ShouldBeEmpty();
        Directory.Exists(Path.Combine(Colombia, "receipts")).ShouldBeTrue();
        Directory.EnumerateFiles(Path.Combine(Colombia, "receipts"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no envelope", "folder-no-document")]
    [InlineData("no document", "folder-no-document")]
    [InlineData("envelope is no JSON", "folder-malformed")]
    [InlineData("envelope of another format", "folder-malformed")]
    [InlineData("envelope too large", "folder-malformed")]
    [InlineData("an attachment is missing", "folder-malformed")]
    [InlineData("document is a link", "folder-no-document")]
    [InlineData("message is a link", "folder-no-document")]
    [InlineData("attachment is a link", "folder-malformed")]
    [InlineData("too large", "folder-too-large")]
    public async Task What_others_put_there_is_taken_apart_without_harm(string how, string problem)
    {
        await Channel.CarryAsync(ToSpain(), Cancellation);
        var message = Directory.EnumerateDirectories(Path.Combine(Spain, "in")).Single();
        string At(string name) => Path.Combine(message, name);
        switch (how)
        {
            case "no envelope":
                File.Delete(At("envelope.json"));
                break;
            case "no document":
                File.Delete(At("message.xml"));
                break;
            case "envelope is no JSON":
                await File.WriteAllTextAsync(At("envelope.json"), "hello");
                break;
            case "envelope of another format":
                await File.WriteAllTextAsync(
                    At("envelope.json"),
                    "{\"format\":\"x\",\"transmission\":\"a\",\"attachments\":[]}"
                );
                break;
            case "envelope too large":
                await File.WriteAllTextAsync(At("envelope.json"), new string(' ', 70_000));
                break;
            case "an attachment is missing":
                File.Delete(At("attachments/1"));
                break;
            case "document is a link":
                File.Delete(At("message.xml"));
                File.CreateSymbolicLink(At("message.xml"), "/etc/passwd");
                break;
            case "attachment is a link":
                File.Delete(At("attachments/1"));
                File.CreateSymbolicLink(At("attachments/1"), "/etc/passwd");
                break;
            case "message is a link":
                Directory.Move(message, Path.Combine(root, "elsewhere"));
                Directory.CreateSymbolicLink(message, Path.Combine(root, "elsewhere"));
                break;
            default:
                await File.WriteAllBytesAsync(At("attachments/1"), new byte[2_000_000]);
                break;
        }

        var arrival = (await CollectAsync(SpainsIntake(), ArrivalFate.SetAside)).ShouldHaveSingleItem();

        (arrival.Document, arrival.Problem).ShouldBe((null, problem));
    }

    [Theory]
    [InlineData("relative/path", "address-invalid")]
    [InlineData("/tmp/../etc", "address-invalid")]
    public async Task An_address_that_does_not_say_where_it_leads_is_rejected(string address, string detail) =>
        (
            await Channel.CarryAsync(ToSpain() with { Recipient = new("folder", address, IsSandbox: true) }, Cancellation)
        ).ShouldBe(new(DeliveryOutcome.Permanent, detail));

    [Fact]
    public async Task A_real_endpoint_is_rejected() =>
        (
            await Channel.CarryAsync(ToSpain() with { Recipient = new("folder", Spain, IsSandbox: false) }, Cancellation)
        ).ShouldBe(new(DeliveryOutcome.Permanent, "encryption-required"));

    [Fact]
    public async Task A_folder_that_is_away_is_an_outage_and_worth_another_attempt()
    {
        var strict = new FolderChannel(new FolderOptions(), () => [Spain]);

        (await strict.CarryAsync(ToSpain(), Cancellation)).ShouldBe(new(DeliveryOutcome.Retryable, "folder-absent"));
        (await strict.ProbeAsync(Cancellation)).ShouldBe("folder-absent");
        await Channel.CarryAsync(ToSpain(), Cancellation);
        (await strict.ProbeAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_receipt_with_another_ones_name_or_nonsense_in_it_is_no_receipt()
    {
        await Channel.CarryAsync(ToSpain(), Cancellation);
        await CollectAsync(SpainsIntake());
        var receipt = Directory.EnumerateFiles(Path.Combine(Spain, "receipts")).Single();
        await File.WriteAllTextAsync(
            receipt,
            (await File.ReadAllTextAsync(receipt)).Replace("CO-CA/", "UY-CA/", StringComparison.Ordinal)
        );

        (await CollectAsync(ColombiasIntake(), ArrivalFate.SetAside))
            .ShouldHaveSingleItem()
            .Problem.ShouldBe("receipt-malformed");
    }

    private Dispatch ToSpain() =>
        Letters.To("x") with
        {
            Key = key,
            Sender = new("folder", Colombia, IsSandbox: true),
            Recipient = new("folder", Spain, IsSandbox: true),
            Document = Letters.Bytes("message.xml", "application/xml", Encoding.UTF8.GetBytes("<a/>")),
        };

    private FolderIntake SpainsIntake() =>
        new(
            "ES-CA",
            Spain,
            () => [Colombia],
            new() { CreateMissing = true, LargestArrival = 1_000_000 },
            TimeProvider.System
        );

    private FolderIntake ColombiasIntake() =>
        new("CO-CA", Colombia, () => [Spain], new() { CreateMissing = true }, TimeProvider.System);

    private static async Task<List<Arrival>> CollectAsync(FolderIntake intake, ArrivalFate fate = ArrivalFate.Taken)
    {
        var arrivals = new List<Arrival>();
        await intake.CollectAsync(
            async (arrival, _) =>
            {
                arrivals.Add(
                    arrival.Document is null
                        ? arrival
                        : arrival with
                        {
                            Document = Letters.Bytes(
                                arrival.Document.Name,
                                arrival.Document.MediaType,
                                await arrival.Document.ReadAsync()
                            ),
                            Attachments =
                            [
                                .. await Task.WhenAll(
                                    arrival.Attachments.Select(async one =>
                                        Letters.Bytes(one.Name, one.MediaType, await one.ReadAsync())
                                    )
                                ),
                            ],
                        }
                );
                return fate;
            },
            Cancellation
        );
        return arrivals;
    }
}
