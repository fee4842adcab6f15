using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Files;

namespace Gateway.Adapters.Http;

/// <summary>Calls to services with signed answers: only to the given address, and with a limit on every answer.</summary>
public static class Outbound
{
    /// <summary>
    /// A client that calls only the given address: no redirects, no cookies, no trust store of the machine. The caller sets
    /// the time limits.
    /// </summary>
    /// <param name="anchors">PEM file of the certificates by which a TLS server is trusted; without it, none is.</param>
    public static HttpClient Client(string? anchors)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (anchors is not null)
            policy.CustomTrustStore.ImportFromPemFile(anchors);
        return new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                SslOptions = { CertificateChainPolicy = policy },
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <returns>Null when the answer exceeds the limit.</returns>
    /// <exception cref="IOException">The answer is incomplete.</exception>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int most, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > most)
            return null;
        await using var body = await content.ReadAsStreamAsync(cancellation);
        return await BoundedCopy.ReadAsync(body, most, cancellation);
    }
}
