using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Hosting;

/// <summary>What holds for every call, whatever it calls: tried on every route there is.</summary>
public sealed class HttpRulesTests(HttpRulesTests.Sandbox sandbox) : IClassFixture<HttpRulesTests.Sandbox>
{
    private const string Everything = "everything";

    [Theory]
    [InlineData(Everything, "GET", "/v1/requests", 200)]
    [InlineData(Everything, "GET", "/v1/requests/00000000-0000-0000-0000-000000000001", 404)]
    [InlineData(Everything, "GET", "/v1/requests?nothing=1", 400)]
    [InlineData(Everything, "PUT", "/v1/requests", 405)]
    [InlineData(Everything, "POST", "/v1/requests", 415)]
    [InlineData(Everything, "OPTIONS", "/v1/requests", 204)]
    [InlineData(null, "GET", "/v1/requests", 401)]
    [InlineData(null, "GET", "/health/live", 200)]
    [InlineData(null, "GET", "/openapi/v1.json", 200)]
    [InlineData(null, "GET", "/problems/forbidden", 200)]
    [InlineData(null, "GET", "/docs/v1", 200)]
    [InlineData(null, "GET", "/", 200)]
    public async Task Every_answer_tells_browsers_what_they_may_do(string? person, string method, string path, int status)
    {
        using var answer = await sandbox.SendAsync(person, method, path);

        ((int)answer.StatusCode).ShouldBe(status);
        Header(answer, "Strict-Transport-Security").ShouldBe("max-age=31536000");
        Header(answer, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(answer, "Cache-Control").ShouldBe("no-store");
        Header(answer, "Referrer-Policy").ShouldBe("no-referrer");
        Header(answer, "Content-Security-Policy")
            .ShouldStartWith(
                path.StartsWith("/docs", StringComparison.Ordinal) ? "default-src 'self'" : "default-src 'none'"
            );
        Header(answer, "Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
    }

    [Theory]
    [InlineData(30 * 1024, HttpStatusCode.OK)]
    [InlineData(34 * 1024, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task The_headers_of_a_call_are_limited_to_32_kilobytes(int bytes, HttpStatusCode status)
    {
        using var call = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        call.Headers.Add("X-Filler", new string('a', bytes));

        using var answer = await sandbox.Gateway.As(null).SendAsync(call);

        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task A_browser_cannot_make_an_unsafe_call_from_another_site_on_any_route()
    {
        var own = sandbox.Gateway.Url.GetLeftPart(UriPartial.Authority);
        var unsafeCalls = sandbox.Calls().Where(call => call.Method is not "GET").ToList();
        unsafeCalls.Count.ShouldBeGreaterThan(20);
        foreach (var (method, path) in unsafeCalls)
        {
            foreach (
                var (site, origin) in new[]
                {
                    ("cross-site", null),
                    ("same-site", null),
                    ("cross-site", own),
                    ("other", null),
                    (null, "https://elsewhere.example"),
                    (null, "null"),
                    (null, own.Replace("https:", "http:", StringComparison.Ordinal)),
                    (null, own + "0"),
                }
            )
                (await TypeAsync(method, path, site, origin)).ShouldBe(
                    "403 /problems/cross-site",
                    $"{method} {path} {site} {origin}"
                );
            foreach (var (site, origin) in new[] { ("same-origin", own), ("none", null), (null, own), (null, null) })
                (await TypeAsync(method, path, site, origin)).ShouldNotBe(
                    "403 /problems/cross-site",
                    $"{method} {path} {site} {origin}"
                );
        }

        async Task<string> TypeAsync(string method, string path, string? site, string? origin)
        {
            using var answer = await sandbox.SendAsync(
                null,
                method,
                path,
                call =>
                {
                    if (site is not null)
                        call.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
                    if (origin is not null)
                        call.Headers.TryAddWithoutValidation("Origin", origin);
                }
            );
            return await NameAsync(answer);
        }
    }

    [Fact]
    public async Task Reading_from_another_site_is_left_to_the_browser()
    {
        using var answer = await sandbox.SendAsync(
            Everything,
            "GET",
            "/v1/requests",
            call => call.Headers.Add("Sec-Fetch-Site", "cross-site")
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_query_parameter_that_a_call_does_not_have_is_named_on_every_route()
    {
        foreach (var (method, path) in sandbox.Calls().Where(call => call.Path.StartsWith("/v1", StringComparison.Ordinal)))
        {
            using var answer = await sandbox.SendAsync(Everything, method, path + "?Stat%65s=x");
            (await NameAsync(answer)).ShouldBe("400 /problems/malformed-request", $"{method} {path}");
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("pointers")[0].GetProperty("pointer").GetString().ShouldBe("?States");
        }
    }

    [Theory]
    [InlineData("/v1/requests?state=accepted&counterpart=ES-CA")]
    [InlineData("/v1/authorities/ES-CA?at=2999-01-01T00:00:00Z")]
    [InlineData(
        "/v1/authorities/ES-CA/preflight?type=mla&legalBasis=UNTOC&channel=maildir&urgency=normal&language=es&size=1&sandbox=true"
    )]
    public async Task The_query_parameters_that_a_call_has_are_read(string path)
    {
        using var answer = await sandbox.SendAsync(Everything, "GET", path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/requests?counterpart=%00")]
    [InlineData("/v1/requests?counterpart=ES%00CA")]
    [InlineData("/v1/authorities/ES-CA/preflight?type=a%00b")]
    public async Task A_NUL_in_a_query_parameter_is_rejected(string path)
    {
        using var answer = await sandbox.SendAsync(Everything, "GET", path);

        (await NameAsync(answer)).ShouldBe("400 /problems/malformed-request");
        (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe("A query parameter holds a NUL.");
    }

    [Theory]
    [InlineData("""{"code":"IT-\u0000","name":"Italy"}""")]
    [InlineData("""{"code":"IT-CA","name":"It\u0000aly"}""")]
    [InlineData("""{"co\u0000de":"IT-CA","name":"Italy"}""")]
    [InlineData("""{"code":"IT-CA","name":"\ud800"}""")]
    public async Task A_NUL_or_half_a_character_in_a_member_is_rejected(string body)
    {
        using var answer = await sandbox.SendAsync(
            Everything,
            "POST",
            "/v1/authorities",
            call => call.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"))
        );

        (await NameAsync(answer)).ShouldBe("400 /problems/malformed-request");
        (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe(
                body.Contains("u0000", StringComparison.Ordinal)
                    ? "A member holds a NUL, which is no text."
                    : "Members of the body are not of the documented form; the pointers name them."
            );
    }

    [Fact]
    public async Task A_NUL_in_text_that_goes_into_an_act_is_rejected()
    {
        using var answer = await sandbox.SendAsync(
            Everything,
            "POST",
            "/v1/requests/registrations",
            call =>
                call.Content = JsonContent.Create(
                    new
                    {
                        role = "requesting",
                        counterpart = "ES-CA",
                        type = "ml\0a",
                        legalBases = new[] { "UN\0TOC" },
                        means = "oral",
                        tookPlaceAt = DateTimeOffset.UtcNow.AddHours(-1),
                        record = "By telephone.",
                    }
                )
        );

        (await NameAsync(answer)).ShouldBe("400 /problems/malformed-request");
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data; boundary=b")]
    public async Task A_chunk_size_that_overflows_is_rejected(string mediaType)
    {
        await using var call = await RawCall.BeginAsync(
            sandbox.Gateway.Url,
            sandbox.Site.Person("co-officer"),
            "POST /v1/requests",
            $"Content-Type: {mediaType}",
            "Transfer-Encoding: chunked"
        );
        await call.SendAsync("FFFFFFFFFFFFFFFF\r\n");

        var answer = await call.AnswerAsync();

        (answer.Status, answer.Json.GetProperty("type").GetString()).ShouldBe(
            (400, "/problems/malformed-request"),
            answer.Body
        );
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_content_coding_is_rejected_with_the_list_of_those_read(string coding)
    {
        using var answer = await sandbox.SendAsync(
            Everything,
            "POST",
            "/v1/requests",
            call =>
            {
                call.Content = new ByteArrayContent([31, 139, 8]) { Headers = { ContentType = new("application/xml") } };
                call.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
            }
        );

        (await NameAsync(answer)).ShouldBe("415 /problems/media-type-unsupported");
        Header(answer, "Accept-Encoding").ShouldBe("identity");
        (await answer.Content.ReadAsStringAsync()).ShouldContain("identity");
    }

    [Fact]
    public async Task HEAD_is_answered_as_GET_without_a_body_on_every_route()
    {
        foreach (var (_, path) in sandbox.Calls().Where(call => call.Method == "GET"))
        {
            using var full = await sandbox.SendAsync(Everything, "GET", path);
            using var head = await sandbox.SendAsync(Everything, "HEAD", path);
            head.StatusCode.ShouldBe(full.StatusCode, path);
            head.Content.Headers.ContentType.ShouldBe(full.Content.Headers.ContentType, path);
            (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task HEAD_does_nothing_that_POST_does() =>
        (await sandbox.SendAsync(Everything, "HEAD", "/v1/requests/registrations")).StatusCode.ShouldBe(
            HttpStatusCode.MethodNotAllowed
        );

    [Fact]
    public async Task OPTIONS_says_what_a_resource_offers_on_every_route()
    {
        foreach (
            var (path, methods) in sandbox
                .Calls()
                .GroupBy(call => call.Path)
                .Select(group => (group.Key, group.Select(call => call.Method).ToHashSet()))
        )
        {
            using var answer = await sandbox.SendAsync(null, "OPTIONS", path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, path);
            var expected = methods
                .Concat(methods.Contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
                .Order(StringComparer.Ordinal);
            expected.ShouldBeSubsetOf(answer.Content.Headers.Allow, path);
            answer.Content.Headers.Allow.ShouldBeSubsetOf(["DELETE", "GET", "HEAD", "OPTIONS", "POST"], path);
        }
    }

    [Fact]
    public async Task A_method_that_is_not_offered_is_told_which_are()
    {
        using var answer = await sandbox.SendAsync(Everything, "DELETE", "/v1/requests");

        (await NameAsync(answer)).ShouldBe("405 /problems/method-not-allowed");
        answer.Content.Headers.Allow.ShouldBe(["GET", "HEAD", "OPTIONS", "POST"]);
    }

    [Theory]
    [InlineData("elsewhere.example", "/v1/requests", "421 /problems/misdirected")]
    [InlineData("elsewhere.example", "/docs/v1", "421 /problems/misdirected")]
    [InlineData("localhost.elsewhere.example", "/", "421 /problems/misdirected")]
    [InlineData("elsewhere.example", "/health/live", "200 ")]
    [InlineData("localhost", "/", "200 ")]
    [InlineData("LOCALHOST:1", "/", "200 ")]
    [InlineData("[::1]:8443", "/", "200 ")]
    public async Task Only_a_call_to_a_name_of_the_gateway_is_answered(string host, string path, string expected)
    {
        using var answer = await sandbox.SendAsync(null, "GET", path, call => call.Headers.Host = host);

        (await NameAsync(answer)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(Everything, "/v1/requests")]
    [InlineData(Everything, "/v1/requests?nothing=1")]
    [InlineData(null, "/v1/requests")]
    [InlineData(null, "/health/live")]
    [InlineData(null, "/health/ready")]
    [InlineData(null, "/openapi/v1.json")]
    public async Task An_answer_ends_with_a_newline(string? person, string path)
    {
        for (var call = 0; call < 2; call++)
        {
            using var answer = await sandbox.SendAsync(person, "GET", path);
            var text = await answer.Content.ReadAsStringAsync();
            text.ShouldEndWith("}\n");
        }
    }

    [Fact]
    public async Task The_first_page_leads_to_the_documentation()
    {
        using var answer = await sandbox.SendAsync(null, "GET", "/");

        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("documentation").GetString().ShouldBe("/docs");
        Header(answer, "Link").ShouldContain("</docs>; rel=\"service-doc\"");
    }

    [Fact]
    public async Task The_contract_is_made_once_whatever_the_query()
    {
        using var first = await sandbox.SendAsync(null, "GET", "/openapi/v1.json");
        using var second = await sandbox.SendAsync(null, "GET", "/openapi/v1.json?again=1");

        second.Headers.Age.ShouldNotBeNull("It comes from the cache.");
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("\"0\", \"VERSION\"", 202)]
    [InlineData("\"VERSION\"", 202)]
    [InlineData("*", 202)]
    [InlineData("\"0\", \"1\"", 412)]
    [InlineData("W/\"VERSION\"", 412)]
    [InlineData("VERSION", 400)]
    public async Task If_Match_is_a_list_of_versions(string tags, int status)
    {
        var request = TestSite.Sample(MessageKind.Request);
        var id = await sandbox.SubmitAsync(request);
        var enquiry = sandbox.Site.Sign(TestSite.Sample(MessageKind.StatusEnquiry, exchange: request.ExchangeId));
        await Eventually.SeeAsync(async () =>
            (await sandbox.Gateway.GetAsync("co-officer", $"/v1/requests/{id}")).GetProperty("state").GetString()
            != "accepted"
                ? "sent"
                : null
        );
        await Eventually.SeeAsync(
            async () =>
            {
                using var read = await sandbox.SendAsync(Everything, "GET", $"/v1/requests/{id}");
                var version = read.Headers.ETag!.Tag.Trim('"');
                using var answer = await sandbox.Gateway.PostAsync(
                    "co-officer",
                    $"/v1/requests/{id}/messages",
                    enquiry,
                    change: call =>
                        call.Headers.TryAddWithoutValidation(
                            "If-Match",
                            tags.Replace("VERSION", version, StringComparison.Ordinal)
                        )
                );
                // The version moves while the request is on its way.
                return (int)answer.StatusCode == status ? "answered" : null;
            },
            TimeSpan.FromSeconds(10)
        );
    }

    [Fact]
    public async Task If_None_Match_is_a_list_too()
    {
        var id = await sandbox.SubmitAsync(TestSite.Sample(MessageKind.Request));

        await Eventually.SeeAsync(
            async () =>
            {
                using var read = await sandbox.SendAsync(Everything, "GET", $"/v1/requests/{id}");
                using var again = await sandbox.SendAsync(
                    Everything,
                    "GET",
                    $"/v1/requests/{id}",
                    call => call.Headers.TryAddWithoutValidation("If-None-Match", $"\"0\", W/{read.Headers.ETag!.Tag}")
                );
                return again.StatusCode == HttpStatusCode.NotModified ? "known" : null;
            },
            TimeSpan.FromSeconds(10)
        );
    }

    [Theory]
    [InlineData("/v1/authorities/ES-CA?at=2026-01-31T12:00:00+01:00", true)]
    [InlineData("/v1/requests/00000000-0000-0000-0000-000000000001?at=2026-01-31T12:00:00+01:00", true)]
    [InlineData("/v1/authorities/ES-CA?at=yesterday", false)]
    public async Task A_time_with_an_unescaped_plus_is_answered_with_a_hint(string path, bool hints)
    {
        using var answer = await sandbox.SendAsync(Everything, "GET", path);

        (await NameAsync(answer)).ShouldBe("400 /problems/malformed-request");
        (await answer.Content.ReadAsStringAsync()).Contains("%2B", StringComparison.Ordinal).ShouldBe(hints);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : "";

    private static async Task<string> NameAsync(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? $"{(int)answer.StatusCode} {JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("type").GetString()}"
            : $"{(int)answer.StatusCode} ";

    public sealed class Sandbox(TestPostgres postgres) : IAsyncLifetime
    {
        public TestSite Site { get; } = new(isOneGateway: true);

        public TestGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Site.AddCaller(
                Everything,
                "CO-CA",
                Caller.Officer,
                Caller.DecidingOfficer,
                Caller.Auditor,
                Caller.Operator,
                Caller.Administrator
            );
            Gateway = await TestGateway.StartAsync(
                postgres,
                Site,
                change: options =>
                    options with
                    {
                        Http = options.Http with { AnonymousCallsPerSecond = 10_000, AnonymousCallsAtOnce = 10_000 },
                    }
            );
        }

        /// <summary>Every route with one method each, its parameters filled in with what nothing has.</summary>
        public IEnumerable<(string Method, string Path)> Calls() =>
            from endpoint in Gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
            let path = endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "documentName" } => "v1",
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "number" } => "1",
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "code" } => "ES-CA",
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "name" } => "forbidden",
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart =>
                                "00000000-0000-0000-0000-000000000001",
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                            _ => "",
                        }
                    )
                )
            )
            select (method, "/" + string.Join('/', path));

        public Task<HttpResponseMessage> SendAsync(
            string? person,
            string method,
            string path,
            Action<HttpRequestMessage>? change = null
        )
        {
            var call = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
            change?.Invoke(call);
            return Gateway.As(person).SendAsync(call);
        }

        public async Task<Guid> SubmitAsync(Adapters.Messages.SampleMessage message)
        {
            using var accepted = await Gateway.PostAsync("co-officer", "/v1/requests", Site.Sign(message));
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            return (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            Site.Dispose();
        }
    }
}
