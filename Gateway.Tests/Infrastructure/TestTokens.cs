using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Api.Configuration;
using Gateway.Api.Sandbox;

namespace Gateway.Tests.Infrastructure;

/// <summary>
/// An issuer of access tokens that writes whatever it is asked to. With the key of a sandbox it is that sandbox's issuer;
/// with another it is a forger.
/// </summary>
public sealed class TestTokens : IDisposable
{
    private readonly string folder;

    public TestTokens(TestSite site)
    {
        folder = site.FolderOf(site.Gateways[0]);
        Trusted = new SandboxIssuer(folder).Trusted();
        Key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "token-issuer.pem")));
        using var keys = JsonDocument.Parse(File.ReadAllBytes(Trusted.Keys!));
        Kid = keys.RootElement.GetProperty("keys")[0].GetProperty("kid").GetString()!;
    }

    public TokenOptions Trusted { get; }

    public ECDsa Key { get; } = ECDsa.Create();

    public string Kid { get; }

    public Dictionary<string, object?> Header() =>
        new()
        {
            ["alg"] = "ES256",
            ["typ"] = "at+jwt",
            ["kid"] = Kid,
        };

    /// <summary>Claims of a good token, good for ten minutes.</summary>
    public Dictionary<string, object?> Claims(string authority = "CO-CA", params IReadOnlyList<string> roles)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Trusted.Issuer,
            ["aud"] = Trusted.Audience,
            ["sub"] = "t-1",
            ["iat"] = now,
            ["exp"] = now + 600,
            ["authority"] = authority,
            ["roles"] = roles.Count == 0 ? [Caller.Officer] : roles,
        };
    }

    public string Sign(Dictionary<string, object?> header, Dictionary<string, object?> claims) =>
        Sign(header, claims, input => Key.SignData(input, HashAlgorithmName.SHA256));

    public static string Sign(
        Dictionary<string, object?> header,
        Dictionary<string, object?> claims,
        Func<byte[], byte[]> sign
    ) => Sign(Encode(header), Encode(claims), sign);

    public static string Sign(string encodedHeader, string encodedClaims, Func<byte[], byte[]> sign)
    {
        var input = $"{encodedHeader}.{encodedClaims}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    public static string Thumbprint(X509Certificate2 certificate) =>
        Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));

    public void Dispose() => Key.Dispose();
}

public static class CallsWithTokens
{
    /// <param name="person">Whose client certificate the connection shows; null shows none.</param>
    public static Task<HttpResponseMessage> SendAsync(
        this GatewayUnderTest gateway,
        string token,
        string? person,
        HttpRequestMessage call
    )
    {
        call.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return gateway.As(person).SendAsync(call);
    }

    public static Task<HttpResponseMessage> GetAsync(
        this GatewayUnderTest gateway,
        string token,
        string? person,
        string path
    ) => gateway.SendAsync(token, person, new HttpRequestMessage(HttpMethod.Get, path));
}
