using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Api.Configuration;
using Gateway.Tests.Infrastructure;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Authorities;

/// <summary>
/// Whose tokens are believed is configured: by file or by the issuer's metadata, and what cannot be meant so stops the
/// start.
/// </summary>
public sealed class TokenIssuerTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Keys_of_every_allowed_kind_verify_and_each_only_its_own()
    {
        using var rsa = RSA.Create(2048);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var keys = Write(Jwk("r", rsa), Jwk("e", p256), Jwk("f", p384));
        await using var gateway = await StartAsync(
            new()
            {
                Issuer = "https://issuer.example",
                Audience = "https://gateway.example",
                Keys = keys,
            }
        );
        var signers = new Dictionary<(string Alg, string Kid), Func<byte[], byte[]>>
        {
            [("RS256", "r")] = input => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            [("PS256", "r")] = input => rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            [("ES256", "e")] = input => p256.SignData(input, HashAlgorithmName.SHA256),
            [("ES384", "f")] = input => p384.SignData(input, HashAlgorithmName.SHA384),
        };
        foreach (var ((alg, kid), sign) in signers)
        {
            (await OpensAsync(gateway, TestTokens.Sign(Header(alg, kid), Claims(), sign))).ShouldBe(HttpStatusCode.OK, alg);
            foreach (var other in new[] { "r", "e", "f" }.Where(other => other != kid))
                (await OpensAsync(gateway, TestTokens.Sign(Header(alg, other), Claims(), sign))).ShouldBe(
                    HttpStatusCode.Unauthorized,
                    $"{alg} under {other}"
                );
        }
    }

    [Fact]
    public async Task Fewer_algorithms_can_be_allowed()
    {
        using var tokens = new TestTokens(site);
        await using var gateway = await StartAsync(tokens.Trusted with { Algorithms = ["PS256"] });

        (await OpensAsync(gateway, tokens.Sign(tokens.Header(), tokens.Claims()))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_binding_is_demanded_a_token_without_one_opens_nothing()
    {
        using var tokens = new TestTokens(site);
        await using var gateway = await StartAsync(tokens.Trusted with { MustBeBound = true });
        var bound = tokens.Claims();
        bound["cnf"] = new Dictionary<string, string> { ["x5t#S256"] = TestTokens.Thumbprint(site.Person("co-officer")) };

        (await OpensAsync(gateway, tokens.Sign(tokens.Header(), tokens.Claims()))).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpensAsync(gateway, tokens.Sign(tokens.Header(), tokens.Claims()), "co-officer")).ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await OpensAsync(gateway, tokens.Sign(tokens.Header(), bound), "co-officer")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_gateway_that_trusts_no_issuer_believes_no_token()
    {
        using var tokens = new TestTokens(site);
        await using var gateway = await StartAsync(null);

        using var answer = await gateway.GetAsync(
            tokens.Sign(tokens.Header(), tokens.Claims()),
            "co-officer",
            "/v1/requests"
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"gateway\", error=\"invalid_token\"");
        (await gateway.As("co-officer").GetAsync("/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_of_another_sandbox_is_worth_nothing_here()
    {
        using var elsewhere = new TestSite(isOneGateway: true);
        using var foreign = new TestTokens(elsewhere);
        using var own = new TestTokens(site);
        await using var gateway = await StartAsync(own.Trusted);

        (await OpensAsync(gateway, foreign.Sign(foreign.Header(), foreign.Claims()))).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpensAsync(gateway, foreign.Sign(own.Header(), foreign.Claims()))).ShouldBe(HttpStatusCode.Unauthorized);
        (await OpensAsync(gateway, own.Sign(own.Header(), own.Claims()))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Its_life_is_measured_by_the_one_clock_of_the_gateway()
    {
        var clock = new ShiftedClock();
        using var tokens = new TestTokens(site);
        await using var gateway = await StartAsync(
            tokens.Trusted,
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var token = tokens.Sign(tokens.Header(), tokens.Claims());

        (await OpensAsync(gateway, token)).ShouldBe(HttpStatusCode.OK);
        clock.Shift = TimeSpan.FromMinutes(11);
        (await OpensAsync(gateway, token)).ShouldBe(HttpStatusCode.Unauthorized, "replayed after its life");
        clock.Shift = TimeSpan.FromMinutes(-11);
        (await OpensAsync(gateway, token)).ShouldBe(HttpStatusCode.Unauthorized, "not yet issued");
        clock.Shift = TimeSpan.Zero;
        (await OpensAsync(gateway, token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_can_come_from_the_metadata_of_the_issuer_and_follow_its_rotation()
    {
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var issuer = await Issuer.StartAsync(site);
        issuer.Keys = [Jwk("1", first)];
        await using var gateway = await StartAsync(issuer.Trusted, issuer.Reach);

        (await OpensAsync(gateway, Signed(first, "1"))).ShouldBe(HttpStatusCode.OK);
        (await OpensAsync(gateway, Signed(second, "2"))).ShouldBe(HttpStatusCode.Unauthorized);
        issuer.Keys = [Jwk("1", first), Jwk("2", second)];
        await Eventually.SeeAsync(async () =>
            await OpensAsync(gateway, Signed(second, "2")) == HttpStatusCode.OK ? "followed" : null
        );
        (await OpensAsync(gateway, Signed(first, "1"))).ShouldBe(HttpStatusCode.OK);

        string Signed(ECDsa key, string kid)
        {
            var claims = Claims();
            claims["iss"] = issuer.Trusted.Issuer;
            return TestTokens.Sign(Header("ES256", kid), claims, input => key.SignData(input, HashAlgorithmName.SHA256));
        }
    }

    [Fact]
    public async Task Metadata_do_not_make_another_issuer_or_a_weak_or_secret_key_believed()
    {
        using var honest = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var weak = RSA.Create(1024);
        var secret = RandomNumberGenerator.GetBytes(32);
        await using var issuer = await Issuer.StartAsync(site);
        issuer.NamesItself = "https://somebody-else.example";
        issuer.Keys =
        [
            Jwk("e", honest),
            Jwk("w", weak),
            new
            {
                kty = "oct",
                kid = "s",
                alg = "HS256",
                k = Base64Url.EncodeToString(secret),
            },
        ];
        await using var gateway = await StartAsync(issuer.Trusted, issuer.Reach);
        var (own, other) = (Claims(), Claims());
        (own["iss"], other["iss"]) = (issuer.Trusted.Issuer, issuer.NamesItself);

        (
            await OpensAsync(
                gateway,
                TestTokens.Sign(Header("ES256", "e"), own, input => honest.SignData(input, HashAlgorithmName.SHA256))
            )
        ).ShouldBe(HttpStatusCode.OK);
        (
            await OpensAsync(
                gateway,
                TestTokens.Sign(Header("ES256", "e"), other, input => honest.SignData(input, HashAlgorithmName.SHA256))
            )
        ).ShouldBe(HttpStatusCode.Unauthorized);
        (
            await OpensAsync(
                gateway,
                TestTokens.Sign(
                    Header("RS256", "w"),
                    own,
                    input => weak.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                )
            )
        ).ShouldBe(HttpStatusCode.Unauthorized);
        (
            await OpensAsync(
                gateway,
                TestTokens.Sign(Header("HS256", "s"), own, input => HMACSHA256.HashData(secret, input))
            )
        ).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_reached_shuts_out_tokens_and_not_certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var gateway = await StartAsync(
            new()
            {
                Issuer = "https://127.0.0.1:1",
                Audience = "https://gateway.example",
                Metadata = "https://127.0.0.1:1/.well-known/openid-configuration",
            }
        );
        var claims = Claims();
        claims["iss"] = "https://127.0.0.1:1";

        (
            await OpensAsync(
                gateway,
                TestTokens.Sign(Header("ES256", "1"), claims, input => key.SignData(input, HashAlgorithmName.SHA256))
            )
        ).ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.As("co-officer").GetAsync("/v1/requests")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public static TheoryData<string, TokenOptions> Senseless =>
        new()
        {
            {
                "no issuer",
                new() { Audience = "a", Keys = "k" }
            },
            {
                "no audience",
                new() { Issuer = "i", Keys = "k" }
            },
            {
                "no keys",
                new() { Issuer = "i", Audience = "a" }
            },
            {
                "keys twice",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "k",
                    Metadata = "https://issuer.example",
                }
            },
            {
                "keys over http",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Metadata = "http://issuer.example",
                }
            },
            {
                "keys from nowhere",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Metadata = "issuer",
                }
            },
            {
                "alg none",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "k",
                    Algorithms = ["ES256", "none"],
                }
            },
            {
                "a secret",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "k",
                    Algorithms = ["HS256"],
                }
            },
            {
                "no algorithm",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "k",
                    Algorithms = [],
                }
            },
            {
                "an hour of skew",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "k",
                    ClockSkew = TimeSpan.FromHours(1),
                }
            },
            {
                "no life",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "k",
                    LongestLife = TimeSpan.Zero,
                }
            },
            {
                "no such file",
                new()
                {
                    Issuer = "i",
                    Audience = "a",
                    Keys = "/nowhere/keys.json",
                }
            },
        };

    [Theory]
    [MemberData(nameof(Senseless))]
    public async Task A_setting_that_cannot_be_meant_so_stops_the_start(string what, TokenOptions tokens) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(tokens))).Message.ShouldMatch(
            "Gateway__Tokens__|issuer's keys",
            what
        );

    [Theory]
    [InlineData("""not json""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"1","k":"c2VjcmV0"}]}""")]
    [InlineData(
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}]}"""
    )]
    [InlineData(
        """{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"""
    )]
    [InlineData(
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"enc","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"""
    )]
    public void A_file_that_holds_no_public_keys_to_verify_with_stops_the_start(string json)
    {
        var file = Path.Combine(site.Root, "keys.json");
        File.WriteAllText(file, json);

        Should.Throw<InvalidOperationException>(() => IssuerKeys.Read(file)).Message.ShouldContain(file);
    }

    [Fact]
    public void A_weak_key_or_one_name_for_two_keys_stops_the_start()
    {
        using var weak = RSA.Create(1024);
        using var one = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var two = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Should.Throw<InvalidOperationException>(() => IssuerKeys.Read(Write(Jwk("1", weak))));
        Should.Throw<InvalidOperationException>(() => IssuerKeys.Read(Write(Jwk("1", one), Jwk("1", two))));
        IssuerKeys.Read(Write(Jwk("1", one), Jwk("2", two))).Count.ShouldBe(2);
    }

    private Task<TestGateway> StartAsync(TokenOptions? tokens, Action<WebApplicationBuilder>? prepare = null) =>
        TestGateway.StartAsync(postgres, site, change: options => options with { Tokens = tokens }, prepare: prepare);

    private string Write(params object[] keys)
    {
        var file = Path.Combine(site.Root, $"{Guid.NewGuid():N}.json");
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(new { keys }));
        return file;
    }

    private static Dictionary<string, object?> Header(string alg, string kid) =>
        new()
        {
            ["alg"] = alg,
            ["typ"] = "at+jwt",
            ["kid"] = kid,
        };

    private static Dictionary<string, object?> Claims()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = "https://issuer.example",
            ["aud"] = "https://gateway.example",
            ["sub"] = "t-1",
            ["iat"] = now,
            ["exp"] = now + 600,
            ["authority"] = "CO-CA",
            ["roles"] = new[] { Caller.Officer },
        };
    }

    private static object Jwk(string kid, RSA key) =>
        new
        {
            kty = "RSA",
            kid,
            n = Base64Url.EncodeToString(key.ExportParameters(false).Modulus),
            e = Base64Url.EncodeToString(key.ExportParameters(false).Exponent),
        };

    private static object Jwk(string kid, ECDsa key) =>
        new
        {
            kty = "EC",
            crv = $"P-{key.KeySize}",
            kid,
            x = Base64Url.EncodeToString(key.ExportParameters(false).Q.X),
            y = Base64Url.EncodeToString(key.ExportParameters(false).Q.Y),
        };

    private static async Task<HttpStatusCode> OpensAsync(TestGateway gateway, string token, string? person = null)
    {
        using var answer = await gateway.GetAsync(token, person, "/v1/requests");
        return answer.StatusCode;
    }

    /// <summary>An issuer's metadata and keys, over HTTPS with a certificate of the sandbox.</summary>
    private sealed class Issuer : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Issuer(WebApplication app) => this.app = app;

        public IReadOnlyList<object> Keys { get; set; } = [];

        public string? NamesItself { get; set; }

        private string Url =>
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public TokenOptions Trusted =>
            new()
            {
                Issuer = Url,
                Audience = "https://gateway.example",
                Metadata = $"{Url}/.well-known/openid-configuration",
            };

        public static async Task<Issuer> StartAsync(TestSite site)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen => listen.UseHttps(Path.Combine(site.FolderOf("both"), "server.p12"), "sandbox")
                )
            );
            var issuer = new Issuer(builder.Build());
            issuer.app.MapGet(
                "/.well-known/openid-configuration",
                () => Results.Json(new { issuer = issuer.NamesItself ?? issuer.Url, jwks_uri = $"{issuer.Url}/keys" })
            );
            issuer.app.MapGet(
                "/keys",
                () => Results.Text(JsonSerializer.Serialize(new { keys = issuer.Keys }), "application/json", Encoding.UTF8)
            );
            await issuer.app.StartAsync();
            return issuer;
        }

        /// <summary>The gateway is told to trust this server's certificate, and to look again soon.</summary>
        public void Reach(WebApplicationBuilder builder) =>
            builder.Services.Configure<JwtBearerOptions>(
                TokenAuthentication.SchemeName,
                bearer =>
                {
                    bearer.BackchannelHttpHandler = new HttpClientHandler
                    {
                        ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
                    };
                    bearer.RefreshInterval = TimeSpan.FromSeconds(1);
                }
            );

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
