using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Adapters.AuthorityLists;
using Gateway.Adapters.Messages;
using Gateway.Api.Callers;
using Gateway.Api.Evidence;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Authorities;

/// <summary>
/// Every endpoint of the running gateway, called in every role, on what the caller's authority has and on what another has:
/// each answer is the one docs/authorisation.md gives. An endpoint without a row there fails, and a row without an endpoint.
/// </summary>
public sealed partial class AuthorisationMatrixTests(AuthorisationMatrixTests.Exchange exchange)
    : IClassFixture<AuthorisationMatrixTests.Exchange>
{
    private static readonly string Page = File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "docs", "authorisation.md")
    );

    private static readonly IReadOnlyList<Row> Rows = [.. ClosedRow().Matches(Page).Select(Row.Of)];

    private static readonly IReadOnlyList<string> OpenCalls =
    [
        .. OpenRow().Matches(Page).Select(row => row.Groups[1].Value),
    ];

    public static TheoryData<string> Calls => [.. Rows.Select(row => row.Call)];

    public static TheoryData<string> Reads =>
        [.. Rows.Select(row => row.Call).Where(call => call.StartsWith("GET", StringComparison.Ordinal))];

    [Fact]
    public void Every_endpoint_has_its_row_and_every_row_its_endpoint()
    {
        var endpoints = exchange
            .Gateway.App.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .ToList();

        Named(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null))
            .ShouldBe(Rows.Select(row => row.Call).Order(StringComparer.Ordinal));
        Named(endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))
            .ShouldBe(OpenCalls.Order(StringComparer.Ordinal));
        Page.ShouldContain($"| call | {string.Join(" | ", Row.Columns)} | of another authority |");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task By_certificate_each_role_is_answered_as_documented(string call)
    {
        var row = Rows.Single(row => row.Call == call);
        await SeeAsync(row, "nobody", request => exchange.Gateway.As(null).SendAsync(request));
        foreach (var role in Row.Columns.Skip(1))
        {
            await SeeAsync(row, role, request => exchange.Gateway.As(Exchange.NameOf("CO-CA", role)).SendAsync(request));
            await SeeForeignAsync(
                row,
                role,
                request => exchange.Gateway.As(Exchange.NameOf("ES-CA", role)).SendAsync(request)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task By_token_each_role_is_answered_as_documented(string call)
    {
        var row = Rows.Single(row => row.Call == call);
        foreach (var role in Row.Columns.Skip(1))
        {
            await SeeAsync(row, role, request => exchange.Gateway.SendAsync(exchange.TokenOf("CO-CA", role), null, request));
            await SeeForeignAsync(
                row,
                role,
                request => exchange.Gateway.SendAsync(exchange.TokenOf("ES-CA", role), null, request)
            );
        }
    }

    [Fact]
    public async Task What_is_open_is_answered_to_nobody_in_particular()
    {
        foreach (var call in OpenCalls)
        {
            var path = call.Split(' ')[^1]
                .Replace("{documentName}", "v1", StringComparison.Ordinal)
                .Replace("{name}", "forbidden", StringComparison.Ordinal);
            using var answer = call.StartsWith("POST ", StringComparison.Ordinal)
                ? await exchange
                    .Gateway.As(null)
                    .PostAsync(
                        path,
                        new ByteArrayContent([]) { Headers = { ContentType = new("application/timestamp-query") } }
                    )
                : await exchange.Gateway.As(null).GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task The_contract_says_of_every_call_whether_it_takes_a_credential()
    {
        using var contract = JsonDocument.Parse(await exchange.Gateway.As(null).GetStringAsync("/openapi/v1.json"));
        var said = contract
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject()
                    .Select(operation =>
                        (
                            Call: $"{operation.Name.ToUpperInvariant()} {(path.Name == "/" ? path.Name : path.Name.TrimEnd('/'))}",
                            Takes: operation.Value.TryGetProperty("security", out var schemes)
                                ? schemes.EnumerateArray().Count(scheme => scheme.EnumerateObject().Any())
                                : 0
                        )
                    )
            )
            .ToList();

        said.Where(call => call.Takes == 2)
            .Select(call => call.Call)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Rows.Select(row => row.Call).Order(StringComparer.Ordinal));
        said.Where(call => call.Takes == 0).Select(call => call.Call).ShouldBeSubsetOf(OpenCalls);
        contract
            .RootElement.GetProperty("components")
            .GetProperty("securitySchemes")
            .EnumerateObject()
            .Select(scheme => scheme.Name)
            .ShouldBe(["clientCertificate", "accessToken"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_does_not_exist_is_closed_like_everything_else()
    {
        foreach (
            var (person, status) in new[]
            {
                (null, 401),
                (Exchange.NameOf("CO-CA", "no role"), 403),
                (Exchange.NameOf("CO-CA", Caller.Administrator), 404),
            }
        )
        foreach (var path in new[] { "/v1", "/v1/nothing", "/v1/requests/not-an-id", "/admin" })
            ((int)(await exchange.Gateway.As(person).GetAsync(path)).StatusCode).ShouldBe(status, $"{person} {path}");
    }

    [Theory]
    [InlineData(Caller.Officer, false)]
    [InlineData(Caller.DecidingOfficer, true)]
    [InlineData(Caller.Auditor, false)]
    [InlineData(Caller.Operator, false)]
    [InlineData(Caller.Administrator, false)]
    public async Task Only_a_deciding_officer_decides(string role, bool may)
    {
        var principal = Admission
            .Ticket(new Microsoft.AspNetCore.Http.DefaultHttpContext(), new("a", "CO-CA", [role]), "test")
            .Principal;

        var decided = await exchange
            .Gateway.App.Services.GetRequiredService<IAuthorizationService>()
            .AuthorizeAsync(principal, Caller.Decision);

        decided.Succeeded.ShouldBe(may);
    }

    private async Task SeeAsync(Row row, string role, Func<HttpRequestMessage, Task<HttpResponseMessage>> send)
    {
        using var answer = await send(await exchange.PrepareAsync(row));
        await IsAsync(
            answer,
            int.Parse(row.Expected[role], System.Globalization.CultureInfo.InvariantCulture),
            $"{row.Call} as {role}"
        );
        if (answer.IsSuccessStatusCode)
            exchange.Spend(row);
    }

    /// <summary>The same call on the same things, from the other authority.</summary>
    private async Task SeeForeignAsync(Row row, string role, Func<HttpRequestMessage, Task<HttpResponseMessage>> send)
    {
        using var answer = await send(await exchange.PrepareAsync(row));
        var isOpened = row.Expected[role] is not ("401" or "403");
        var expected = isOpened ? row.Foreign : row.Expected[role];
        var said = await IsAsync(
            answer,
            int.Parse(expected[..3], System.Globalization.CultureInfo.InvariantCulture),
            $"{row.Call} as {role} of another authority"
        );
        if (answer.IsSuccessStatusCode)
            exchange.Spend(row);
        if (isOpened && expected.EndsWith("without it", StringComparison.Ordinal))
            exchange.Ids.ShouldAllBe(id => !said.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase), row.Call);
    }

    private static async Task<string> IsAsync(HttpResponseMessage answer, int status, string what)
    {
        var said = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, $"{what}: {said}");
        if (status < 400)
            return said;
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", what);
        using var problem = JsonDocument.Parse(said);
        problem
            .RootElement.GetProperty("type")
            .GetString()
            .ShouldBe(
                status switch
                {
                    401 => "/problems/unauthenticated",
                    403 => "/problems/forbidden",
                    422 => "/problems/exception-incomplete",
                    _ => "/problems/not-found",
                },
                what
            );
        if (status == 401)
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"gateway\"", what);
        return said;
    }

    private static IEnumerable<string> Named(IEnumerable<RouteEndpoint> endpoints) =>
        endpoints
            .SelectMany(
                endpoint =>
                    endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} ") ?? [""],
                (endpoint, method) => method + "/" + Constraint().Replace(endpoint.RoutePattern.RawText!, "}").Trim('/')
            )
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"[:?][^}]*}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^\| `([A-Z]+ /v1[^`]*)` \|(.*)\|\r?$", RegexOptions.Multiline)]
    private static partial Regex ClosedRow();

    [GeneratedRegex(@"^\| `((?:[A-Z]+ )?/(?!v1)[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex OpenRow();

    private static string Here([CallerFilePath] string here = "") => here;

    /// <param name="Call">Method and route, without constraints.</param>
    /// <param name="Expected">Status by column.</param>
    /// <param name="Foreign">What a role that opens the call is answered about another authority's request.</param>
    public sealed record Row(string Call, IReadOnlyDictionary<string, string> Expected, string Foreign)
    {
        public static readonly IReadOnlyList<string> Columns = ["nobody", "no role", .. Policies.Roles];

        public static Row Of(Match row)
        {
            var cells = row.Groups[2].Value.Split('|', StringSplitOptions.TrimEntries);
            cells.Length.ShouldBe(Columns.Count + 1, row.Value);
            return new(
                row.Groups[1].Value,
                Columns.Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second),
                cells[^1]
            );
        }
    }

    /// <summary>
    /// CO-CA has a request that could not be delivered and one that arrived; ES-CA has callers in every role who want to see
    /// them. What a call needs and uses up is made for it.
    /// </summary>
    public sealed class Exchange(TestPostgres postgres) : IAsyncLifetime
    {
        private static readonly SampleAttachment Annex = new("annex.txt", "text/plain", "annex"u8.ToArray());
        private static readonly object Reasons = new { reasons = "A test." };

        private readonly TestSite site = new(isOneGateway: true);
        private readonly SampleMessage request = TestSite.Sample(MessageKind.Request, attachments: Annex);
        private readonly Dictionary<string, (string Path, object? Body)> prepared = [];
        private TestTokens tokens = null!;
        private Guid requestId;
        private Guid transmissionId;
        private Guid arrivedId;
        private int made;

        public TestGateway Gateway { get; private set; } = null!;

        /// <summary>What nobody of ES-CA may read in an answer.</summary>
        public IReadOnlyList<Guid> Ids => [requestId, request.MessageId, request.ExchangeId, transmissionId];

        public static string NameOf(string authority, string role) => $"{authority}-{role.Replace(' ', '-')}";

        public string TokenOf(string authority, string role)
        {
            var claims = tokens.Claims(authority, role);
            return tokens.Sign(tokens.Header(), claims);
        }

        public async ValueTask InitializeAsync()
        {
            foreach (var authority in new[] { "CO-CA", "ES-CA" })
            foreach (var role in Row.Columns.Skip(1))
                site.AddCaller(NameOf(authority, role), authority, role == "no role" ? [] : [role]);
            tokens = new(site);
            Gateway = await TestGateway.StartAsync(postgres, site, change: options => options with { RetryDelays = [] });
            await DoAsync("administrator", "/v1/authorities", new { code = "FR-CA", name = "France" });
            arrivedId = await ArriveAsync("messageId");
            await site.BlockMailboxAsync("ES-CA");
            requestId = await SubmitAsync(request, Annex);
            transmissionId = await FailedAsync(requestId);
            await Gateway.App.Services.GetRequiredService<EvidenceSweep>().SweepAsync(CancellationToken.None);
        }

        /// <summary>The call of a row on what CO-CA has, such that nothing but the caller can stand in its way.</summary>
        public async Task<HttpRequestMessage> PrepareAsync(Row row)
        {
            if (!prepared.TryGetValue(row.Call, out var ready))
                prepared[row.Call] = ready = await MakeAsync(row.Call);
            return new(new HttpMethod(row.Call.Split(' ')[0]), ready.Path)
            {
                Content = ready.Body switch
                {
                    null => null,
                    byte[] xml => new ByteArrayContent(xml)
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue("application/xml") },
                    },
                    string list => new StringContent(list, new MediaTypeHeaderValue("application/jose")),
                    var json => JsonContent.Create(json),
                },
            };
        }

        /// <summary>The call succeeded, and what was made for it may be used up.</summary>
        public void Spend(Row row) => prepared.Remove(row.Call);

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            tokens.Dispose();
            site.Dispose();
        }

        private async Task<(string Path, object? Body)> MakeAsync(string call)
        {
            var at = DateTimeOffset.UtcNow.AddMinutes(-1);
            object manual = new
            {
                means = "paper",
                at,
                record = "By courier.",
            };
            var path = call.Split(' ')[1];
            return call switch
            {
                "POST /v1/requests" or "POST /v1/signatures/validate" => (
                    path,
                    site.Sign(TestSite.Sample(MessageKind.Request))
                ),
                "POST /v1/requests/registrations" => (
                    path,
                    new
                    {
                        role = "requesting",
                        counterpart = "FR-CA",
                        type = "mla",
                        legalBases = new[] { "UNTOC" },
                        means = "oral",
                        tookPlaceAt = at,
                        record = "By telephone.",
                    }
                ),
                "POST /v1/requests/{id}/messages" => (
                    Of(requestId),
                    site.Sign(TestSite.Sample(MessageKind.Other, exchange: request.ExchangeId))
                ),
                "POST /v1/requests/{id}/closures" => (Of(await WithdrawnAsync()), Reasons),
                "POST /v1/requests/{id}/reopenings" => (Of(await ClosedAsync()), Reasons),
                "POST /v1/requests/{id}/links" => (
                    Of(requestId),
                    new { request = await SubmitAsync(TestSite.Sample(MessageKind.Request)), kind = "seeAlso" }
                ),
                "POST /v1/requests/{id}/corrections" => (
                    Of(requestId),
                    new { sequence = await FirstFactAsync(), reasons = "A test." }
                ),
                "POST /v1/requests/{id}/outside-transmissions" => (
                    Of(requestId),
                    new
                    {
                        purpose = "other",
                        means = "paper",
                        outbound = true,
                        tookPlaceAt = at,
                        record = "By courier.",
                    }
                ),
                "POST /v1/requests/{id}/legs" => (
                    Of(requestId),
                    new
                    {
                        messageId = request.MessageId,
                        channel = "manual",
                        kind = "advanceCopy",
                    }
                ),
                "POST /v1/requests/{id}/channel-exceptions" => (Of(await ArriveAsync("requestId")), Exception),
                "POST /v1/requests/{id}/channel-restorations" => (Of(await ExceptedAsync()), new { }),
                "POST /v1/transmissions/{id}/resend" or "POST /v1/transmissions/{id}/settlements" => (
                    Of(await FailedAsync(await SubmitAsync(TestSite.Sample(MessageKind.Request)))),
                    path.EndsWith("resend", StringComparison.Ordinal)
                        ? Reasons
                        : new { outcome = "failed", reasons = "A test." }
                ),
                "POST /v1/transmissions/{id}/sendings" => (Of(await ByHandAsync()), manual),
                "POST /v1/transmissions/{id}/receipts" => (Of(await SentByHandAsync(manual)), manual),
                "POST /v1/inbox/{messageId}/taken" => (
                    path.Replace("{messageId}", arrivedId.ToString(), StringComparison.Ordinal),
                    null
                ),
                "POST /v1/authorities" => (path, new { code = $"IT-N{++made}", name = "Italy" }),
                "POST /v1/authorities/imports" => (path, List()),
                "POST /v1/authorities/{code}/changes" => (Named(), Change()),
                "GET /v1/authorities/{code}/changes/{id}" or "DELETE /v1/authorities/{code}/changes/{id}" => (
                    Named(await ProposedAsync()),
                    null
                ),
                "POST /v1/authorities/{code}/changes/{id}/confirmations" => (
                    Named(await ProposedAsync()),
                    new { check = "By telephone." }
                ),
                "GET /v1/authorities/{code}/keys/{keyId}" => (
                    path.Replace("{keyId}", await OfDirectoryAsync("keys", "keyId"), StringComparison.Ordinal)
                        .Replace("{code}", "CO-CA", StringComparison.Ordinal),
                    null
                ),
                "GET /v1/authorities/{code}/endpoints/{revision}" => (
                    path.Replace("{revision}", await OfDirectoryAsync("channels", "revision"), StringComparison.Ordinal)
                        .Replace("{code}", "CO-CA", StringComparison.Ordinal),
                    null
                ),
                "GET /v1/rejections/{id}" => (Of(await RejectedAsync()), null),
                _ when call.StartsWith("GET", StringComparison.Ordinal) => (Of(requestId), null),
                _ => throw new InvalidOperationException($"What does {call} need to succeed?"),
            };

            string Of(Guid id) =>
                path.Replace("{id}", id.ToString(), StringComparison.Ordinal)
                    .Replace("{messageId}", request.MessageId.ToString(), StringComparison.Ordinal)
                    .Replace("{number}", "1", StringComparison.Ordinal)
                    .Replace("{code}", "CO-CA", StringComparison.Ordinal);

            string Named(Guid? change = null) =>
                path.Replace("{code}", "FR-CA", StringComparison.Ordinal)
                    .Replace("{id}", change?.ToString() ?? "", StringComparison.Ordinal);
        }

        private static object Exception =>
            new
            {
                channel = "folder",
                ground = "natureOfRequest",
                reasons = "A test.",
            };

        private object Change() =>
            new
            {
                kind = "endpoint",
                channel = "maildir",
                address = Path.Combine(site.Root, $"fr{++made}"),
                sandbox = true,
            };

        private string List() =>
            CompactJws.Sign(
                Encoding.UTF8.GetBytes($$"""{"authorities":[{"code":"PT-N{{++made}}","name":"Portugal"}]}"""),
                "json",
                DateTimeOffset.UtcNow.AddHours(-1).AddSeconds(made),
                site.Person("publisher")
            );

        private async Task<JsonElement> DoAsync(string person, string path, object body)
        {
            using var answer = await Gateway.As(person).PostAsJsonAsync(path, body);
            var said = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {said}");
            return said.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(said);
        }

        private async Task<Guid> SubmitAsync(SampleMessage message, params SampleAttachment[] attachments)
        {
            using var accepted = await Gateway.PostAsync(
                message.From == "CO-CA" ? "co-officer" : "es-officer",
                "/v1/requests?channel=maildir",
                site.Sign(message),
                attachments
            );
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        }

        private async Task<Guid> RejectedAsync()
        {
            using var rejected = await Gateway.PostAsync("co-officer", "/v1/requests", "<a/>"u8.ToArray());
            return (await rejected.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rejectionId").GetGuid();
        }

        /// <summary>A request of ES-CA's comes in for CO-CA.</summary>
        private async Task<Guid> ArriveAsync(string member)
        {
            var incoming = TestSite.Sample(MessageKind.Request, "ES-CA", "CO-CA");
            await SubmitAsync(incoming);
            return (
                await Eventually.SeeAsync(async () =>
                    (await Gateway.GetAsync("co-officer", "/v1/inbox"))
                        .GetProperty("items")
                        .EnumerateArray()
                        .Where(item => item.GetProperty("messageId").GetGuid() == incoming.MessageId)
                        .Select(item => (Guid?)item.GetProperty(member).GetGuid())
                        .FirstOrDefault()
                )
            )!.Value;
        }

        private async Task<Guid> ExceptedAsync()
        {
            var id = await ArriveAsync("requestId");
            await DoAsync("co-deciding", $"/v1/requests/{id}/channel-exceptions", Exception);
            return id;
        }

        private async Task<Guid> WithdrawnAsync()
        {
            var opening = TestSite.Sample(MessageKind.Request);
            var id = await SubmitAsync(opening);
            var withdrawal = TestSite.Sample(
                MessageKind.Withdrawal,
                exchange: opening.ExchangeId,
                answers: opening.MessageId
            );
            using var withdrawn = await Gateway.PostAsync(
                "co-officer",
                $"/v1/requests/{id}/messages",
                site.Sign(withdrawal)
            );
            withdrawn.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return id;
        }

        private async Task<Guid> ClosedAsync()
        {
            var id = await WithdrawnAsync();
            await DoAsync("co-officer", $"/v1/requests/{id}/closures", Reasons);
            return id;
        }

        private async Task<long> FirstFactAsync() =>
            (await Gateway.GetAsync("co-officer", $"/v1/requests/{requestId}/history"))
                .GetProperty("items")[0]
                .GetProperty("sequence")
                .GetInt64();

        private async Task<Guid> FailedAsync(Guid id) =>
            (
                await Eventually.SeeAsync(async () =>
                    (await Gateway.GetAsync("co-officer", $"/v1/requests/{id}/transmissions"))
                        .EnumerateArray()
                        .Where(one => one.GetProperty("state").GetString() == "failed")
                        .Select(one => (Guid?)one.GetProperty("id").GetGuid())
                        .FirstOrDefault()
                )
            )!.Value;

        private async Task<Guid> ByHandAsync() => (
                await DoAsync(
                    "co-officer",
                    $"/v1/requests/{requestId}/legs",
                    new
                    {
                        messageId = request.MessageId,
                        channel = "manual",
                        kind = "advanceCopy",
                    }
                )
            ).GetProperty("transmissionId").GetGuid();

        private async Task<Guid> SentByHandAsync(object manual)
        {
            var id = await ByHandAsync();
            await DoAsync("co-officer", $"/v1/transmissions/{id}/sendings", manual);
            return id;
        }

        private async Task<Guid> ProposedAsync() =>
            (await DoAsync("administrator", "/v1/authorities/FR-CA/changes", Change())).GetProperty("id").GetGuid();

        private async Task<string> OfDirectoryAsync(string list, string member) =>
            (await Gateway.GetAsync("auditor", "/v1/authorities/CO-CA"))
                .GetProperty(list)[0]
                .GetProperty(member)
                .GetString()!;
    }
}
