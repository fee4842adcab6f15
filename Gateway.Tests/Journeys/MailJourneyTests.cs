using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Tests.Channels;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Journeys;

/// <summary>A request and its acknowledgement cross a real mail server, and their bytes arrive as they left.</summary>
public sealed class MailJourneyTests(TestPostgres postgres, MailServer server) : IClassFixture<MailServer>
{
    /// <summary>All byte values, a line of 5,000 characters, bare CR and LF, a lone dot, zero bytes.</summary>
    private static readonly byte[] Hostile =
    [
        .. Enumerable.Range(0, 256).Select(value => (byte)value),
        .. Encoding.ASCII.GetBytes(new string('x', 5000)),
        .. "\r\n.\r\n\n.\n\rFrom here\r\n--=_boundary\r\n"u8,
        0,
        0,
        255,
    ];

    [Fact]
    public async Task A_request_and_its_acknowledgement_cross_with_their_bytes_intact()
    {
        server.Require();
        using var site = new TestSite(endpoints: authority => [new("email", UserOf(authority).Address, Sandbox: true)]);
        await using var co = await StartAsync(site, "co", "CO-CA");
        await using var es = await StartAsync(site, "es", "ES-CA");
        var annex = new SampleAttachment("anexo ñ.bin", "application/octet-stream", Hostile);
        var request = TestSite.Sample(MessageKind.Request, attachments: annex);
        var signed = site.Sign(request);

        var accepted = await co.PostAsync("co-officer", "/v1/requests", signed, [annex]);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        var mirrored = (
            await Eventually.SeeAsync<Guid?>(async () =>
                (await es.GetAsync("es-officer", "/v1/inbox"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                    .FirstOrDefault()
            )
        )!.Value;
        var there = $"/v1/requests/{mirrored}/messages/{request.MessageId}";
        (await es.As("es-officer").GetByteArrayAsync($"{there}/original")).ShouldBe(signed);
        (await es.As("es-officer").GetByteArrayAsync($"{there}/attachments/1")).ShouldBe(Hostile);

        var acknowledgement = site.Sign(
            TestSite.Sample(MessageKind.Acknowledgement, "ES-CA", "CO-CA", request.ExchangeId, request.MessageId)
        );
        var elsewhere = await es.PostAsync(
            "es-officer",
            $"/v1/requests/{mirrored}/messages?channel=maildir",
            acknowledgement
        );
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await es.PostAsync("es-officer", $"/v1/requests/{mirrored}/messages", acknowledgement)).StatusCode.ShouldBe(
            HttpStatusCode.Accepted
        );
        var progress = await Eventually.SeeAsync<JsonElement?>(async () =>
            await co.GetAsync("co-officer", $"/v1/requests/{id}") is var now
            && now.GetProperty("state").GetString() == "acknowledged"
                ? now
                : null
        );
        progress!.Value.GetProperty("lock").GetString().ShouldBe("email");
    }

    private static MailUser UserOf(string authority) => authority == "CO-CA" ? MailServer.Colombia : MailServer.Spain;

    private Task<TestGateway> StartAsync(TestSite site, string gateway, string authority) =>
        TestGateway.StartAsync(
            postgres,
            site,
            gateway,
            prepare: builder =>
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Gateway:Email:Smtp:Host"] = "127.0.0.1",
                        ["Gateway:Email:Smtp:Port"] = $"{server.SmtpPort}",
                        ["Gateway:Email:Smtp:Security"] = "StartTls",
                        ["Gateway:Email:Smtp:User"] = UserOf(authority).Address,
                        ["Gateway:Email:Smtp:Password"] = UserOf(authority).Password,
                        ["Gateway:Email:Smtp:CaFile"] = server.CaFile,
                        [$"Gateway:Email:Mailboxes:{authority}:Imap:Host"] = "127.0.0.1",
                        [$"Gateway:Email:Mailboxes:{authority}:Imap:Port"] = $"{server.ImapPort}",
                        [$"Gateway:Email:Mailboxes:{authority}:Imap:Security"] = "StartTls",
                        [$"Gateway:Email:Mailboxes:{authority}:Imap:User"] = UserOf(authority).Address,
                        [$"Gateway:Email:Mailboxes:{authority}:Imap:Password"] = UserOf(authority).Password,
                        [$"Gateway:Email:Mailboxes:{authority}:Imap:CaFile"] = server.CaFile,
                    }
                )
        );
}
