using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Authorities;

/// <summary>
/// A token that is not exactly what the issuer wrote for this gateway, now, for this connection opens nothing; and its
/// bearer is not told what was wrong with it.
/// </summary>
public sealed class TokenAttackTests(TokenAttackTests.Sandbox sandbox) : IClassFixture<TokenAttackTests.Sandbox>
{
    private TestTokens Tokens => sandbox.Tokens;

    [Fact]
    public async Task An_honest_token_opens_what_its_role_opens_and_no_more()
    {
        (await OpensAsync(Honest())).ShouldBe(HttpStatusCode.OK);
        (
            await sandbox.Gateway.GetAsync(Honest(), null, "/v1/requests/01900000-0000-7000-8000-000000000001/accesses")
        ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await OpensAsync(Tokens.Sign(With(Tokens.Header(), "typ", "application/at+jwt"), Tokens.Claims()))).ShouldBe(
            HttpStatusCode.OK
        );
        (
            await OpensAsync(
                Tokens.Sign(
                    Tokens.Header(),
                    With(Tokens.Claims(), "aud", new[] { "somebody-else", Tokens.Trusted.Audience })
                )
            )
        ).ShouldBe(HttpStatusCode.OK);
        (
            await OpensAsync(
                Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "roles", new[] { "wizard", Caller.Officer }))
            )
        ).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_token_that_is_not_signed_is_no_token(string? alg)
    {
        var header = With(Tokens.Header(), "alg", alg);
        var input = $"{TestTokens.Encode(header)}.{TestTokens.Encode(Tokens.Claims())}";

        await IsNoTokenAsync($"{input}.");
        await IsNoTokenAsync(input);
        await IsNoTokenAsync($"{input}.{Honest().Split('.')[2]}");
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task The_public_key_is_no_secret_to_sign_with(string alg)
    {
        var header = With(Tokens.Header(), "alg", alg);
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(Tokens.Key.ExportSubjectPublicKeyInfoPem()),
            Tokens.Key.ExportSubjectPublicKeyInfo(),
            File.ReadAllBytes(Tokens.Trusted.Keys!),
            Tokens.Key.ExportParameters(false).Q.X!,
            [],
            new byte[32],
        ];
        foreach (var secret in secrets)
            await IsNoTokenAsync(
                TestTokens.Sign(
                    header,
                    Tokens.Claims(),
                    input =>
                        alg switch
                        {
                            "HS256" => HMACSHA256.HashData(secret, input),
                            "HS384" => HMACSHA384.HashData(secret, input),
                            _ => HMACSHA512.HashData(secret, input),
                        }
                )
            );
    }

    [Theory]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("PS512")]
    [InlineData("EdDSA")]
    [InlineData("ES256K")]
    public Task Another_algorithm_than_the_key_is_for_is_rejected(string alg) =>
        IsNoTokenAsync(Tokens.Sign(With(Tokens.Header(), "alg", alg), Tokens.Claims()));

    [Fact]
    public async Task A_signature_of_somebody_else_or_of_other_claims_is_rejected()
    {
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var honest = Honest().Split('.');
        var auditor = TestTokens.Encode(Tokens.Claims("CO-CA", Caller.Auditor));

        await IsNoTokenAsync(
            TestTokens.Sign(Tokens.Header(), Tokens.Claims(), input => forger.SignData(input, HashAlgorithmName.SHA256))
        );
        await IsNoTokenAsync($"{honest[0]}.{auditor}.{honest[2]}");
        await IsNoTokenAsync($"{honest[0]}.{honest[1]}.{Base64Url.EncodeToString(new byte[64])}");
        await IsNoTokenAsync(
            $"{honest[0]}.{honest[1]}.{Base64Url.EncodeToString(Base64Url.DecodeFromChars(honest[2]).Append((byte)0).ToArray())}"
        );
    }

    [Fact]
    public async Task Keys_that_the_token_brings_or_points_to_are_never_used()
    {
        await using var sink = await OtlpSink.StartAsync();
        var trap = sink.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/keys";
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=Forger", forger, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        var point = forger.ExportParameters(false).Q;
        var injected = new Dictionary<string, object>
        {
            ["jwk"] = new
            {
                kty = "EC",
                crv = "P-256",
                kid = Tokens.Kid,
                x = Base64Url.EncodeToString(point.X),
                y = Base64Url.EncodeToString(point.Y),
            },
            ["jku"] = trap,
            ["x5u"] = trap,
            ["x5c"] = new[] { Convert.ToBase64String(certificate.RawData) },
        };
        foreach (var (name, value) in injected)
        foreach (var kid in new[] { Tokens.Kid, "forged" })
            await IsNoTokenAsync(
                TestTokens.Sign(
                    With(With(Tokens.Header(), name, value), "kid", kid),
                    Tokens.Claims(),
                    input => forger.SignData(input, HashAlgorithmName.SHA256)
                )
            );

        sink.Of("keys").ShouldBeEmpty("Nobody is asked for a key because a token says so.");
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("' or 1=1 --")]
    [InlineData(null)]
    public Task An_unknown_key_id_or_none_is_rejected(string? kid) =>
        IsNoTokenAsync(Tokens.Sign(With(Tokens.Header(), "kid", kid), Tokens.Claims()));

    [Theory]
    [InlineData("JWT")]
    [InlineData("at+jwt+x")]
    [InlineData("logout+jwt")]
    [InlineData("")]
    [InlineData(null)]
    public Task A_token_of_another_type_or_of_none_is_rejected(string? type) =>
        IsNoTokenAsync(Tokens.Sign(With(Tokens.Header(), "typ", type), Tokens.Claims()));

    [Fact]
    public Task An_extension_that_must_be_understood_is_not_understood() =>
        IsNoTokenAsync(Tokens.Sign(With(With(Tokens.Header(), "crit", new[] { "exp" }), "exp", 1), Tokens.Claims()));

    [Theory]
    [InlineData("iss", "https://issuer.example")]
    [InlineData("iss", "urn:gateway:sandbox:issuer/")]
    [InlineData("iss", "URN:GATEWAY:SANDBOX:ISSUER")]
    [InlineData("iss", "")]
    [InlineData("iss", null)]
    [InlineData("aud", "urn:gateway:other")]
    [InlineData("aud", "urn:gateway:sandbox/")]
    [InlineData("aud", "")]
    [InlineData("aud", null)]
    [InlineData("sub", null)]
    [InlineData("sub", "")]
    [InlineData("sub", 17)]
    [InlineData("sub", "maria@ca.example")]
    [InlineData("sub", "Maria Pérez")]
    [InlineData("sub", "a\nb")]
    [InlineData("sub", "gateway")]
    [InlineData("authority", null)]
    [InlineData("authority", "")]
    [InlineData("authority", "FR-CA")]
    [InlineData("authority", "co-ca")]
    [InlineData("authority", 17)]
    [InlineData("roles", null)]
    [InlineData("roles", "officer")]
    [InlineData("roles", "administrator officer")]
    [InlineData("roles", 1)]
    [InlineData("cnf", "x5t#S256")]
    [InlineData("cnf", null)]
    public Task A_claim_that_is_missing_malformed_or_for_somebody_else_makes_it_worthless(string claim, object? value) =>
        IsNoTokenAsync(
            Tokens.Sign(
                Tokens.Header(),
                claim == "cnf" || value is not null ? Set(Tokens.Claims(), claim, value) : With(Tokens.Claims(), claim, null)
            )
        );

    [Fact]
    public async Task Several_authorities_roles_of_two_kinds_or_a_claim_given_twice_are_malformed()
    {
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "authority", new[] { "CO-CA", "ES-CA" })));
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "roles", new object[] { "officer", 1 })));
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "roles", new { officer = true })));
        var doubled = JsonSerializer.Serialize(Tokens.Claims()).TrimEnd('}') + ",\"authority\":\"ES-CA\"}";
        await IsNoTokenAsync(
            TestTokens.Sign(
                TestTokens.Encode(Tokens.Header()),
                Base64Url.EncodeToString(Encoding.UTF8.GetBytes(doubled)),
                input => Tokens.Key.SignData(input, HashAlgorithmName.SHA256)
            )
        );
    }

    [Fact]
    public async Task Unknown_roles_alone_open_nothing()
    {
        foreach (var roles in new[] { [], new[] { "wizard" }, ["Officer"], ["OFFICER"], ["officer "], ["none", "root"] })
        {
            var token = Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "roles", roles));
            foreach (var path in new[] { "/v1/requests", "/v1/inbox", "/v1/authorities", "/v1/nothing" })
            {
                using var answer = await sandbox.Gateway.GetAsync(token, null, path);
                await sandbox.IsAsync(answer, "forbidden", "Bearer realm=\"gateway\", error=\"insufficient_scope\"");
            }
        }
    }

    [Theory]
    [InlineData(-4000, -400)]
    [InlineData(-700, -31)]
    [InlineData(90, 600)]
    [InlineData(0, 3601)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(0, long.MaxValue)]
    [InlineData(0, -600)]
    public async Task Outside_its_life_or_with_too_long_a_one_it_is_rejected(long issued, long expires)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = With(
            With(Tokens.Claims(), "iat", now + issued),
            "exp",
            expires == long.MaxValue ? expires : now + expires
        );

        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), claims));
    }

    [Fact]
    public async Task Times_that_are_missing_or_no_times_are_rejected()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "exp", null)));
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "iat", null)));
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "nbf", now + 90)));
        foreach (var time in new object[] { "never", -1, 1e300, new[] { now + 600 }, true })
            await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "exp", time)));
        (
            await OpensAsync(Tokens.Sign(Tokens.Header(), With(With(Tokens.Claims(), "iat", now - 600), "exp", now - 15)))
        ).ShouldBe(HttpStatusCode.OK, "within the skew");
        (await OpensAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "nbf", now + 15)))).ShouldBe(
            HttpStatusCode.OK,
            "within the skew"
        );
    }

    [Fact]
    public async Task A_bound_token_counts_on_the_connection_of_its_certificate_only()
    {
        var bound = Tokens.Sign(Tokens.Header(), Bound(TestTokens.Thumbprint(sandbox.Site.Person("co-officer"))));

        (await OpensAsync(bound, "co-officer")).ShouldBe(HttpStatusCode.OK);
        await IsNoTokenAsync(bound, "es-officer");
        await IsNoTokenAsync(bound, "co-deciding");
        await IsNoTokenAsync(bound, person: null);
    }

    [Fact]
    public async Task A_binding_that_cannot_be_checked_is_not_taken_for_none()
    {
        var certificate = sandbox.Site.Person("co-officer");
        foreach (
            var confirmation in new object[]
            {
                new { jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" },
                new { },
                new Dictionary<string, object?> { ["x5t#S256"] = null },
                new Dictionary<string, object> { ["x5t#S256"] = "" },
                new Dictionary<string, object>
                {
                    ["x5t#S256"] = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData)),
                },
                new Dictionary<string, object> { ["x5t#S256"] = TestTokens.Thumbprint(certificate), ["jkt"] = "x" },
                new[] { TestTokens.Thumbprint(certificate) },
                new Dictionary<string, object>
                {
                    ["x5t"] = Base64Url.EncodeToString(SHA256.HashData(certificate.RawData).AsSpan(0, 20)),
                },
            }
        )
            await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "cnf", confirmation)), "co-officer");
    }

    [Fact]
    public async Task A_bad_token_is_not_made_good_by_a_registered_certificate()
    {
        (await sandbox.Gateway.As("co-officer").GetAsync("/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await IsNoTokenAsync("nonsense", "co-officer");
        await IsNoTokenAsync(Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "exp", 1)), "co-officer");
        // A good one decides alone, too: the connection's officer does not lend its role to an operator's token.
        using var answer = await sandbox.Gateway.GetAsync(
            Tokens.Sign(Tokens.Header(), Tokens.Claims("CO-CA", Caller.Operator)),
            "co-officer",
            "/v1/inbox"
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("Basic Y286c2FuZGJveA==")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer a.b.c.d.e")]
    [InlineData("bearer =====")]
    [InlineData(
        "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIiwidHlwIjoiYXQrand0In0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
    )]
    public async Task What_is_no_token_is_rejected_like_a_bad_one(string authorization)
    {
        using var call = new HttpRequestMessage(HttpMethod.Get, "/v1/requests");
        call.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await sandbox.Gateway.As("co-officer").SendAsync(call);

        await sandbox.IsAsync(answer, "unauthenticated", "Bearer realm=\"gateway\", error=\"invalid_token\"");
    }

    [Fact]
    public async Task A_token_counts_in_one_header_only()
    {
        (await sandbox.Gateway.As(null).GetAsync($"/v1/requests?access_token={Honest()}")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (
            await sandbox
                .Gateway.As(null)
                .PostAsync("/v1/requests", new FormUrlEncodedContent([new("access_token", Honest())]))
        ).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var twice = new HttpRequestMessage(HttpMethod.Get, "/v1/requests");
        twice.Headers.TryAddWithoutValidation("Authorization", ["Basic Y286c2FuZGJveA==", $"Bearer {Honest()}"]);
        (await sandbox.Gateway.As("co-officer").SendAsync(twice)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same()
    {
        string[] bad =
        [
            "nonsense",
            Tokens.Sign(With(Tokens.Header(), "kid", "x"), Tokens.Claims()),
            Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "exp", 1)),
            Tokens.Sign(Tokens.Header(), With(Tokens.Claims(), "aud", "x")),
            Tokens.Sign(Tokens.Header(), Tokens.Claims("XX-CA")),
            Tokens.Sign(Tokens.Header(), Bound("x")),
        ];
        var answers = new HashSet<string>();
        foreach (var token in bad)
        {
            using var answer = await sandbox.Gateway.GetAsync(token, null, "/v1/requests");
            var problem = await answer.Content.ReadFromJsonAsync<Dictionary<string, JsonElement>>();
            problem!.Remove("traceId");
            answers.Add($"{(int)answer.StatusCode} {answer.Headers.WwwAuthenticate} {JsonSerializer.Serialize(problem)}");
        }

        answers.Count.ShouldBe(1, string.Join('\n', answers));
    }

    private string Honest() => Tokens.Sign(Tokens.Header(), Tokens.Claims());

    private Dictionary<string, object?> Bound(string thumbprint) =>
        With(Tokens.Claims(), "cnf", new Dictionary<string, string> { ["x5t#S256"] = thumbprint });

    /// <summary>The same with one member changed; null leaves it out.</summary>
    private static Dictionary<string, object?> With(Dictionary<string, object?> members, string name, object? value)
    {
        if (value is null)
            members.Remove(name);
        else
            members[name] = value;
        return members;
    }

    private static Dictionary<string, object?> Set(Dictionary<string, object?> members, string name, object? value)
    {
        members[name] = value;
        return members;
    }

    private async Task<HttpStatusCode> OpensAsync(string token, string? person = null)
    {
        using var answer = await sandbox.Gateway.GetAsync(token, person, "/v1/requests");
        return answer.StatusCode;
    }

    private async Task IsNoTokenAsync(string token, string? person = null)
    {
        using var answer = await sandbox.Gateway.GetAsync(token, person, "/v1/requests");
        await sandbox.IsAsync(answer, "unauthenticated", "Bearer realm=\"gateway\", error=\"invalid_token\"");
    }

    public sealed class Sandbox(TestPostgres postgres) : IAsyncLifetime
    {
        public TestSite Site { get; } = new(isOneGateway: true);

        public TestGateway Gateway { get; private set; } = null!;

        public TestTokens Tokens { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Tokens = new(Site);
            Gateway = await TestGateway.StartAsync(postgres, Site);
        }

        public async Task IsAsync(HttpResponseMessage answer, string problem, string challenge)
        {
            var said = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(
                problem == "forbidden" ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized,
                said
            );
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            answer.Headers.WwwAuthenticate.ToString().ShouldBe(challenge);
            JsonDocument.Parse(said).RootElement.GetProperty("type").GetString().ShouldBe($"/problems/{problem}");
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            Tokens.Dispose();
            Site.Dispose();
        }
    }
}
