using Gateway.Adapters.Channels.Mail;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Domain.Channels;

namespace Gateway.Tests.Channels;

public sealed class MaildirTests : IDisposable
{
    private static readonly MaildirOptions Options = new() { CreateMissing = true };

    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-maildir-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_message_crosses_with_identical_bytes_and_is_taken_once()
    {
        var dispatch = Letter();

        (await CarryAsync(dispatch)).ShouldBe(new ChannelAnswer(DeliveryOutcome.HandedToChannel, "maildir-delivered"));

        var arrival = (await CollectAsync(ArrivalFate.Taken)).ShouldHaveSingleItem();
        arrival.Document.ShouldBe(await dispatch.Document.ReadAsync());
        arrival.Attachments.ShouldHaveSingleItem().ShouldBe(Letters.HostileBytes);
        (await CollectAsync(ArrivalFate.Taken)).ShouldBeEmpty();
        Files("cur").ShouldHaveSingleItem().ShouldEndWith(":2,S");
        Files("tmp").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ArrivalFate.Left)]
    [InlineData(ArrivalFate.Taken)]
    [InlineData(ArrivalFate.SetAside)]
    public async Task A_repeat_adds_nothing_wherever_the_message_is_by_then(ArrivalFate fate)
    {
        var dispatch = Letter();
        await CarryAsync(dispatch);
        await CollectAsync(fate);
        var before = Everything();

        (await CarryAsync(dispatch with { Attempt = 2 })).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);

        Everything().ShouldBe(before);
    }

    [Fact]
    public async Task An_attempt_that_died_while_writing_is_not_seen_and_the_next_one_succeeds()
    {
        var dispatch = Letter();
        await CarryAsync(dispatch);
        var name = Files("new").Single();
        var whole = await File.ReadAllBytesAsync(In("new", name), Cancellation);
        File.Delete(In("new", name));
        await File.WriteAllBytesAsync(In("tmp", name), [.. whole[..100], .. new byte[whole.Length]], Cancellation);

        (await CollectAsync(ArrivalFate.Taken)).ShouldBeEmpty();
        (await CarryAsync(dispatch)).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);

        (await File.ReadAllBytesAsync(In("new", name), Cancellation)).ShouldBe(whole);
        Files("tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_nodes_on_the_same_attempt_publish_one_whole_message()
    {
        var dispatch = Letter() with { Attachments = [Letters.Bytes("big.bin", "image/png", new byte[4 << 20])] };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => CarryAsync(dispatch))));

        answers.ShouldAllBe(answer =>
            answer.Outcome == DeliveryOutcome.HandedToChannel || answer.Outcome == DeliveryOutcome.Retryable
        );
        answers.ShouldContain(answer => answer.Outcome == DeliveryOutcome.HandedToChannel);
        (await CollectAsync(ArrivalFate.Taken))
            .ShouldHaveSingleItem()
            .Attachments.ShouldHaveSingleItem()
            .Length.ShouldBe(4 << 20);
    }

    [Fact]
    public async Task A_receiver_that_dies_before_settling_gets_the_message_again()
    {
        await CarryAsync(Letter());

        await Should.ThrowAsync<InvalidOperationException>(() =>
            Intake().CollectAsync((_, _) => throw new InvalidOperationException("died"), Cancellation)
        );

        (await CollectAsync(ArrivalFate.Left)).Count.ShouldBe(1);
        (await CollectAsync(ArrivalFate.Taken)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Messages_come_oldest_first()
    {
        for (var number = 1; number <= 5; number++)
        {
            var dispatch = Letter() with { Document = Letters.Bytes("message.xml", "application/xml", [(byte)number]) };
            await CarryAsync(dispatch);
            foreach (var file in Files("new").Where(file => File.GetLastWriteTimeUtc(In("new", file)).Year != 2020))
                File.SetLastWriteTimeUtc(In("new", file), new DateTime(2020, 1, 10 - number, 0, 0, 0, DateTimeKind.Utc));
        }

        (await CollectAsync(ArrivalFate.Taken)).Select(arrival => (int)arrival.Document![0]).ShouldBe([5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task What_can_never_be_processed_is_put_in_a_folder_a_mail_client_shows()
    {
        new MaildirFolder(_directory).Create();
        await File.WriteAllTextAsync(In("new", "stray"), "Subject: hello\n\nno document", Cancellation);
        string? problem = null;

        (
            await Intake()
                .CollectAsync(
                    (arrival, _) =>
                    {
                        problem = arrival.Problem;
                        return Task.FromResult(ArrivalFate.SetAside);
                    },
                    Cancellation
                )
        ).ShouldBe(1);

        problem.ShouldBe("mime-no-document");
        Files("new").ShouldBeEmpty();
        File.Exists(In(".SetAside", "new", "stray")).ShouldBeTrue();
        File.Exists(In(".SetAside", "maildirfolder")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_missing_directory_is_worth_another_attempt_and_makes_the_channel_unwell()
    {
        var strict = new MaildirOptions { Probed = [In("nowhere")] };

        (await new MaildirChannel(strict).CarryAsync(Letters.To(In("nowhere")), Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Retryable, "maildir-absent")
        );
        (await new MaildirChannel(strict).ProbeAsync(Cancellation)).ShouldBe("maildir-absent");
        Directory.Exists(In("nowhere")).ShouldBeFalse();
        new MaildirFolder(_directory).Create();
        (await new MaildirChannel(strict with { Probed = [_directory] }).ProbeAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_full_disk_is_worth_another_attempt_and_shows_nothing_to_the_reader()
    {
        var dispatch = Letter();
        new MaildirFolder(_directory).Create();
        var name = TransmissionNames.MaildirFile(dispatch.Key, dispatch.SubmittedAt);
        File.CreateSymbolicLink(In("tmp", name), "/dev/full");

        (await CarryAsync(dispatch)).ShouldBe(new ChannelAnswer(DeliveryOutcome.Retryable, "maildir-full"));

        Files("new").ShouldBeEmpty();
        File.Delete(In("tmp", name));
        (await CarryAsync(dispatch)).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);
    }

    [Fact]
    public void Each_failure_of_the_disk_has_a_code()
    {
        MaildirFailure.Sort(new UnauthorizedAccessException()).Detail.ShouldBe("maildir-denied");
        MaildirFailure.Sort(new IOException("", 30)).Detail.ShouldBe("maildir-denied");
        MaildirFailure.Sort(new IOException("", 122)).Detail.ShouldBe("maildir-full");
        MaildirFailure.Sort(new IOException()).Detail.ShouldBe("maildir-failed");
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("/tmp/../etc")]
    [InlineData("/tmp/a\0b")]
    [InlineData("es@gateway.test")]
    public async Task Only_a_plain_absolute_directory_is_an_address(string address) =>
        (await new MaildirChannel(Options).CarryAsync(Letters.To(address), Cancellation)).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Permanent, "address-invalid")
        );

    [Fact]
    public async Task An_endpoint_that_is_not_a_test_endpoint_is_rejected_while_nothing_is_encrypted()
    {
        var dispatch = Letter();

        (await CarryAsync(dispatch with { Recipient = dispatch.Recipient with { IsSandbox = false } })).ShouldBe(
            new ChannelAnswer(DeliveryOutcome.Permanent, "encryption-required")
        );

        Everything().ShouldBeEmpty();
    }

    private Dispatch Letter() => Letters.To(_directory, channel: "maildir");

    private static Task<ChannelAnswer> CarryAsync(Dispatch dispatch) =>
        new MaildirChannel(Options).CarryAsync(dispatch, Cancellation);

    private MaildirIntake Intake() => new("ES-CA", _directory, Options);

    private string In(params string[] names) => Path.Combine([_directory, .. names]);

    private string[] Files(string folder) => [.. Directory.GetFiles(In(folder)).Select(file => Path.GetFileName(file))];

    private string[] Everything() =>
        [.. Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task<List<(byte[]? Document, List<byte[]> Attachments)>> CollectAsync(ArrivalFate fate)
    {
        var arrivals = new List<(byte[]?, List<byte[]>)>();
        await Intake()
            .CollectAsync(
                async (arrival, _) =>
                {
                    var attachments = new List<byte[]>();
                    foreach (var attachment in arrival.Attachments)
                        attachments.Add(await attachment.ReadAsync());
                    arrivals.Add((arrival.Document is null ? null : await arrival.Document.ReadAsync(), attachments));
                    return fate;
                },
                Cancellation
            );
        return arrivals;
    }
}
