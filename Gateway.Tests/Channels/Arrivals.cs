using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Api.Configuration;
using Gateway.Api.Ingress;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Tests.Infrastructure;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Channels;

/// <summary>
/// A gateway that serves CO-CA and ES-CA and knows a third authority, UY-CA, whose messages are made by hand and
/// brought to it as a channel would. CO-CA and ES-CA have an endpoint for real messages too, over <c>as4</c>, which
/// this gateway does not have.
/// </summary>
public sealed class Arrivals(TestPostgres postgres) : IAsyncLifetime
{
    private readonly X509Certificate2 uruguay = Issue();

    public TestSite Site { get; } = new(isOneGateway: true);

    public TestGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(Site.FolderOf("both"), "directory.json");
        var directory = DirectoryFile.Read(file);
        File.WriteAllBytes(
            file,
            JsonSerializer.SerializeToUtf8Bytes(
                directory with
                {
                    Authorities =
                    [
                        .. directory.Authorities.Select(authority =>
                            authority with
                            {
                                Channels =
                                [
                                    .. authority.Channels,
                                    new("email", $"{authority.Code}@gateway.test", Sandbox: true),
                                    new("as4", "https://as4.test", Sandbox: false),
                                ],
                            }
                        ),
                        new(
                            "UY-CA",
                            "Central authority of Uruguay (sandbox)",
                            "UY",
                            Served: false,
                            ["es"],
                            [
                                new("maildir", Path.Combine(Site.Root, "maildir", "UY-CA"), Sandbox: true),
                                new("as4", "https://as4.test", Sandbox: true),
                            ],
                            [uruguay.ExportCertificatePem()]
                        ),
                    ],
                },
                DirectoryFile.Json
            )
        );
        Gateway = await TestGateway.StartAsync(postgres, Site);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Site.Dispose();
        uruguay.Dispose();
    }

    /// <summary>Signed by its issuing authority.</summary>
    public byte[] Sign(SampleMessage message, Func<string, string>? change = null)
    {
        var document = Encoding.UTF8.GetBytes((change ?? (same => same))(Encoding.UTF8.GetString(message.Write())));
        return message.From == "UY-CA"
            ? XadesSigner.Sign(document, uruguay, DateTimeOffset.UtcNow)
            : Site.Sign(document, TestSite.OfficerOf(message.From));
    }

    /// <summary>Brings a document to an authority as a channel does.</summary>
    public Task<ArrivalFate> BringAsync(
        string authority,
        byte[] signed,
        string channel = "maildir",
        params Content[] attachments
    ) =>
        BringAsync(
            authority,
            channel,
            new(DateTimeOffset.UtcNow, Letters.Bytes("message.xml", "application/xml", signed), attachments)
        );

    public async Task<ArrivalFate> BringAsync(string authority, string channel, Arrival arrival)
    {
        using var turn = new ExchangeOrder(TimeSpan.FromSeconds(2), TimeProvider.System).Enter();
        var received = await Gateway
            .App.Services.GetRequiredService<ArrivalProcessor>()
            .ReceiveAsync(authority, channel, arrival, turn, TestContext.Current.CancellationToken);
        return received.Fate;
    }

    /// <summary>Brought to an authority, it is set aside with this problem, and one rejection more is recorded.</summary>
    public async Task IsSetAsideAsync(string problem, string authority, byte[] signed, string channel = "maildir")
    {
        var before = await RejectionsAsync(authority, problem);
        (await BringAsync(authority, signed, channel)).ShouldBe(ArrivalFate.SetAside);
        (await RejectionsAsync(authority, problem)).ShouldBe(before + 1);
    }

    public async Task<int> RejectionsAsync(string authority, string problem)
    {
        await using var session = Gateway.App.Services.GetRequiredService<IDocumentStore>().QuerySession(authority);
        return (await session.Events.QueryRawEventDataOnly<SubmissionRejected>().ToListAsync()).Count(rejected =>
            rejected.Problem == problem
        );
    }

    /// <summary>A request of CO-CA's to ES-CA that has arrived there.</summary>
    public async Task<(SampleMessage Request, Guid Own, Guid Mirrored)> OpenAsync(string? channel = null)
    {
        var request = TestSite.Sample(MessageKind.Request);
        using var response = await Gateway.PostAsync(
            "co-officer",
            $"/v1/requests{(channel is null ? "" : $"?channel={channel}")}",
            Sign(request)
        );
        var accepted = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, accepted);
        var mirrored = await Eventually.SeeAsync(async () =>
            (await InboxAsync("es-officer"))
                .Where(item => item.GetProperty("messageId").GetGuid() == request.MessageId)
                .Select(item => (Guid?)item.GetProperty("requestId").GetGuid())
                .FirstOrDefault()
        );
        return (request, JsonDocument.Parse(accepted).RootElement.GetProperty("id").GetGuid(), mirrored!.Value);
    }

    public async Task<IReadOnlyList<JsonElement>> InboxAsync(string person)
    {
        var items = new List<JsonElement>();
        for (string? next = "/v1/inbox"; next is not null; )
        {
            var page = await Gateway.GetAsync(person, next);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next =
                page.TryGetProperty("next", out var cursor) && cursor.GetString() is { } after
                    ? $"/v1/inbox?after={after}"
                    : null;
        }
        return items;
    }

    public async Task<IReadOnlyList<string>> FactsAsync(string person, Guid request) =>
        [
            .. (await Gateway.GetAsync(person, $"/v1/requests/{request}/history"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("type").GetString()!),
        ];

    private static X509Certificate2 Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=UY-CA", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
    }
}
