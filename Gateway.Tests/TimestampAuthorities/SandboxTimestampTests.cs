using System.Net;
using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.TimestampAuthorities;

public sealed class SandboxTimestampTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_sandbox_stamps_for_whoever_asks_and_nothing_else_does()
    {
        using var site = new TestSite(isOneGateway: true);
        await using (var gateway = await TestGateway.StartAsync(postgres, site))
        {
            var authority = new HttpTimestampAuthority(
                gateway.As(null),
                new(new(gateway.Url, "/sandbox/tsa")),
                TimeProvider.System
            );
            var stamped = (
                await authority.StampAsync(HashAlgorithmName.SHA384, SHA384.HashData([1]), CancellationToken.None)
            ).ShouldBeOfType<TimestampAnswer.Stamped>();

            using var openssl = new OpenSsl();
            openssl.Write("token", stamped.Token.ToArray());
            File.Copy(Path.Combine(site.FolderOf("both"), "ca.pem"), Path.Combine(openssl.Folder, "ca.pem"));
            (
                await openssl.RunAsync(
                    "ts",
                    "-verify",
                    "-digest",
                    Convert.ToHexStringLower(SHA384.HashData([1])),
                    "-sha384",
                    "-in",
                    "token",
                    "-token_in",
                    "-CAfile",
                    "ca.pem"
                )
            ).Said.ShouldContain("Verification: OK");
            (await PostAsync(gateway, new byte[5000], "application/timestamp-query")).ShouldBe(
                HttpStatusCode.RequestEntityTooLarge
            );
            (await PostAsync(gateway, [1], "application/json")).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        }

        await using var real = await TestGateway.StartAsync(
            postgres,
            site,
            change: options => options with { SandboxTimestampKey = null }
        );
        (await PostAsync(real, [1], "application/timestamp-query")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<HttpStatusCode> PostAsync(TestGateway gateway, byte[] body, string type)
    {
        using var answer = await gateway
            .As(null)
            .PostAsync(
                new Uri("/sandbox/tsa", UriKind.Relative),
                new ByteArrayContent(body) { Headers = { ContentType = new(type) } }
            );
        return answer.StatusCode;
    }
}
