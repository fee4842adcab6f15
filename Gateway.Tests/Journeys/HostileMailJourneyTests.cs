using System.Text;
using System.Text.RegularExpressions;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Adapters.Messages;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Tests.Channels;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Journeys;

/// <summary>
/// A stranger writes into a mailbox: each mail is answered once, and what is honest behind it comes in at once.
/// </summary>
public sealed class HostileMailJourneyTests(TestPostgres postgres) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    /// <summary>
    /// For a machine that is busy with something else; what these mails cost before they were limited is minutes.
    /// </summary>
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(20);

    private readonly TestSite site = new();

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Mails_that_cost_their_reader_much_do_not_hold_up_an_honest_one()
    {
        var mailbox = new MaildirFolder(site.MailboxOf("ES-CA"));
        mailbox.Create();
        await WriteAsync(
            mailbox,
            "1 folded",
            "Subject: x" + string.Concat(Enumerable.Repeat("\r\n y", 800_000)) + "\r\n\r\ntext"
        );
        await WriteAsync(
            mailbox,
            "2 folded in a part",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: x"
                + string.Concat(Enumerable.Repeat("\r\n y", 800_000))
                + "\r\n\r\ntext"
        );
        await WriteAsync(
            mailbox,
            "3 attributes",
            "Content-Type: application/xml; name=message.xml\r\n\r\n<a "
                + string.Join("\r\n", Enumerable.Range(1, 700_000).Select(i => $"a{i}=''"))
                + "/>"
        );
        await Shell.RunAsync("mkfifo", [Path.Combine(mailbox.New, "4 pipe")]);
        await using var gateway = await TestGateway.StartAsync(postgres, site, "es");
        var honest = TestSite.Sample(MessageKind.Request);
        await DeliverAsync(site.Sign(honest));

        var started = TimeProvider.System.GetTimestamp();
        await ReceivedAsync(gateway, honest, AtLeast);

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(Environment.ProcessorCount > 2 ? Soon : AtLeast);
        await Eventually.SeeAsync(async () => await RejectionsAsync(gateway) == 4 ? "all" : null);
        Directory.EnumerateFileSystemEntries(mailbox.SetAside.New).Count().ShouldBe(4);
        Directory.EnumerateFileSystemEntries(mailbox.New).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("+15:00")]
    [InlineData("-14:01")]
    [InlineData("+99:00")]
    public async Task A_time_that_no_clock_holds_is_one_rejection(string offset)
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site, "es");
        var document = Regex.Replace(
            Encoding.UTF8.GetString(TestSite.Sample(MessageKind.Request).Write()),
            @"(Z|[+-]\d\d:\d\d)</issuedAt>",
            $"{offset}</issuedAt>"
        );
        document.ShouldContain($"{offset}</issuedAt>");
        await DeliverAsync(site.Sign(Encoding.UTF8.GetBytes(document), "co-officer"));

        await Eventually.SeeAsync(async () => await RejectionsAsync(gateway) == 1 ? "rejected" : null);
        var honest = TestSite.Sample(MessageKind.Request);
        await DeliverAsync(site.Sign(honest));
        await ReceivedAsync(gateway, honest, AtLeast);

        (await RejectionsAsync(gateway)).ShouldBe(1);
    }

    private static Task WriteAsync(MaildirFolder mailbox, string name, string mail) =>
        File.WriteAllTextAsync(Path.Combine(mailbox.New, name), mail);

    private async Task DeliverAsync(byte[] signed) =>
        (
            await new MaildirChannel(new() { CreateMissing = true }).CarryAsync(
                Letters.To(site.MailboxOf("ES-CA"), channel: "maildir") with
                {
                    Document = Letters.Bytes("message.xml", "application/xml", signed),
                    Attachments = [],
                },
                CancellationToken.None
            )
        ).Outcome.ShouldBe(DeliveryOutcome.HandedToChannel);

    private static Task ReceivedAsync(TestGateway gateway, SampleMessage message, TimeSpan within) =>
        Eventually.SeeAsync(
            async () =>
                (await gateway.GetAsync("es-officer", "/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Any(item => item.GetProperty("messageId").GetGuid() == message.MessageId)
                    ? "received"
                    : null,
            within
        );

    private static async Task<long> RejectionsAsync(TestGateway gateway)
    {
        await using var command = gateway
            .App.Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand("select count(*) from gateway.mt_events where type = 'submission_rejected'");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
