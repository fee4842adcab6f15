using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Api.Configuration;

namespace Gateway.Api.Sandbox;

/// <summary>
/// Issues access tokens to the test persons of one sandbox, under a key of that sandbox's own: only the gateway that runs on
/// its folder trusts it. A real deployment names a real issuer instead.
/// </summary>
internal sealed class SandboxIssuer(string folder)
{
    private const string Issuer = "urn:gateway:sandbox:issuer";
    private const string Audience = "urn:gateway:sandbox";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string secret = Path.Combine(folder, "token-issuer.pem");
    private readonly string keys = Path.Combine(folder, "token-issuer.jwks.json");

    /// <summary>The settings with which a gateway accepts this issuer; its key is made on first use.</summary>
    public TokenOptions Trusted()
    {
        if (!File.Exists(keys))
            MakeKey();
        return new TokenOptions
        {
            Issuer = Issuer,
            Audience = Audience,
            Keys = keys,
        };
    }

    /// <param name="certificate">The token is accepted only on connections with this one; null binds it to none.</param>
    /// <returns>A token in the form of RFC 9068, in its compact serialisation.</returns>
    public string Issue(CallerEntry person, X509Certificate2? certificate, DateTimeOffset now)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(secret));
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = person.Actor,
            ["client_id"] = "sandbox",
            ["jti"] = Guid.CreateVersion7(now),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
            ["authority"] = person.Authority,
            ["roles"] = person.Roles,
        };
        if (certificate is not null)
            claims["cnf"] = new Dictionary<string, string>
            {
                ["x5t#S256"] = Base64Url.EncodeToString(SHA256.HashData(certificate.RawData)),
            };
        var input = $"{Encode(new { alg = "ES256", typ = "at+jwt", kid = KidOf(key) })}.{Encode(claims)}";
        return $"{input}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    private void MakeKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The key appears whole or not at all, and of two starts at once the first one's stays.
        var made = $"{secret}.{Guid.NewGuid():N}";
        SandboxSite.WriteSecret(made, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        try
        {
            File.Move(made, secret);
        }
        catch (IOException) when (File.Exists(secret))
        {
            File.Delete(made);
            key.ImportFromPem(File.ReadAllText(secret));
        }
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        File.WriteAllBytes(
            $"{made}.jwks",
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    keys = new[]
                    {
                        new
                        {
                            kty = "EC",
                            crv = "P-256",
                            use = "sig",
                            alg = "ES256",
                            kid = KidOf(key),
                            x,
                            y,
                        },
                    },
                }
            )
        );
        File.Move($"{made}.jwks", keys, overwrite: true);
    }

    private static string KidOf(ECDsa key) => Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, Plain));
}
