using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.AuthorityLists;

/// <summary>
/// A compact JWS (RFC 7515), read strictly: three parts, no padding, a closed list of algorithms, nothing marked critical.
/// Which key verifies it is never taken from the file.
/// </summary>
/// <param name="ContentType">The <c>cty</c> of the payload.</param>
/// <param name="IssuedAt">The <c>iat</c> of the header (RFC 7519 section 5.3).</param>
/// <param name="ClaimedCertificate">The first of <c>x5c</c>: the certificate of the claimed signer; it proves
/// nothing.</param>
public sealed record CompactJws(
    string Algorithm,
    string ContentType,
    DateTimeOffset IssuedAt,
    ReadOnlyMemory<byte> Payload,
    ReadOnlyMemory<byte> Signed,
    ReadOnlyMemory<byte> Signature,
    ReadOnlyMemory<byte>? ClaimedCertificate
)
{
    public const string Es256 = "ES256";
    public const string Es384 = "ES384";
    public const string Ps256 = "PS256";

    private const int LargestHeader = 32 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <returns>Null, and why, when the text is no such JWS.</returns>
    public static CompactJws? Read(ReadOnlyMemory<byte> text, out string flaw)
    {
        var length = text.Span.TrimEnd("\r\n"u8).Length;
        var parts = text[..length].Span.Count((byte)'.') == 2 ? Split(text[..length]) : null;
        if (parts is not [var header, var payload, var signature] || header.Length > LargestHeader)
        {
            flaw = "The file is no compact JWS.";
            return null;
        }
        try
        {
            using var members = JsonDocument.Parse(Decode(header), Strict);
            return Of(members.RootElement, payload, text[..(header.Length + 1 + payload.Length)], signature, out flaw);
        }
        catch (Exception hostile)
            when (hostile is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            flaw = "The file is no compact JWS.";
            return null;
        }
    }

    /// <summary>Whether the holder of this certificate's key signed it, with the key's own algorithm.</summary>
    public bool IsSignedBy(X509Certificate2 certificate)
    {
        using var ecdsa = certificate.GetECDsaPublicKey();
        using var rsa = certificate.GetRSAPublicKey();
        return (Algorithm, ecdsa?.KeySize, rsa?.KeySize) switch
        {
            (Es256, 256, _) => IsByCurve(ecdsa!, HashAlgorithmName.SHA256),
            (Es384, 384, _) => IsByCurve(ecdsa!, HashAlgorithmName.SHA384),
            (Ps256, _, >= 2048) => rsa!.VerifyData(
                Signed.Span,
                Signature.Span,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pss
            ),
            _ => false,
        };
    }

    /// <summary>Signs a payload in this form, without <c>x5c</c>: the verifier already has the certificate.</summary>
    /// <exception cref="ArgumentException">The kind of key is not on the list, or there is no key.</exception>
    public static string Sign(
        ReadOnlySpan<byte> payload,
        string contentType,
        DateTimeOffset issuedAt,
        X509Certificate2 signer
    )
    {
        using var key = new JwsSigner(signer);
        if (key.Algorithm is not (Es256 or Es384 or Ps256))
            throw new ArgumentException("The key is on P-521, which lists are not signed with.");
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                alg = key.Algorithm,
                cty = contentType,
                iat = issuedAt.ToUnixTimeSeconds(),
            }
        );
        return key.Sign(header, payload);
    }

    private bool IsByCurve(ECDsa key, HashAlgorithmName hash) =>
        key.VerifyData(Signed.Span, Signature.Span, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static CompactJws? Of(
        JsonElement header,
        ReadOnlyMemory<byte> payload,
        ReadOnlyMemory<byte> signed,
        ReadOnlyMemory<byte> signature,
        out string flaw
    )
    {
        flaw = "";
        var algorithm = Text(header, "alg");
        if (algorithm is not (Es256 or Es384 or Ps256))
            flaw = "The algorithm is none of ES256, ES384 and PS256.";
        else if (header.TryGetProperty("crit", out _))
            flaw = "The header marks something as critical, and nothing is understood beyond what is documented.";
        else if (Text(header, "cty") is not { Length: > 0 })
            flaw = "The header names no content type (cty).";
        else if (!header.TryGetProperty("iat", out var issued) || !issued.TryGetInt64(out _))
            flaw = "The header does not say when the list was published (iat).";
        return flaw.Length > 0
            ? null
            : new(
                algorithm!,
                Text(header, "cty")!,
                DateTimeOffset.FromUnixTimeSeconds(header.GetProperty("iat").GetInt64()),
                Decode(payload),
                signed,
                Decode(signature),
                Claimed(header)
            );
    }

    private static ReadOnlyMemory<byte>? Claimed(JsonElement header) =>
        header.TryGetProperty("x5c", out var chain)
        && chain.ValueKind == JsonValueKind.Array
        && chain.GetArrayLength() > 0
        && chain[0].ValueKind == JsonValueKind.String
            ? Convert.FromBase64String(chain[0].GetString()!)
            : null;

    private static string? Text(JsonElement header, string member) =>
        header.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ReadOnlyMemory<byte>[] Split(ReadOnlyMemory<byte> text)
    {
        var (first, last) = (text.Span.IndexOf((byte)'.'), text.Span.LastIndexOf((byte)'.'));
        return [text[..first], text[(first + 1)..last], text[(last + 1)..]];
    }

    /// <summary>Base64url without padding or white space, which .NET's decoder would forgive.</summary>
    private static byte[] Decode(ReadOnlyMemory<byte> part) =>
        part.Span.IndexOfAnyExcept(Alphabet) < 0
            ? Base64Url.DecodeFromUtf8(part.Span)
            : throw new FormatException("Not base64url.");

    private static readonly System.Buffers.SearchValues<byte> Alphabet = System.Buffers.SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8
    );
}
