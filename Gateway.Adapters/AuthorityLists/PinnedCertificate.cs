using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Domain.Authorities;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.AuthorityLists;

/// <summary>
/// A certificate that may be pinned: exactly one, in plain DER, with a sufficiently strong key. Only its validity is used;
/// people must check who holds it.
/// </summary>
/// <param name="Der">X.509.</param>
/// <param name="Sha256">Over the DER, lower-case hex.</param>
public sealed record PinnedCertificate(
    ReadOnlyMemory<byte> Der,
    string Sha256,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo
)
{
    private const int LargestText = 20_000;
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 16384;
    private static readonly string[] Curves =
    [
        "06082A8648CE3D030107",
        "06052B81040022",
        "06052B81040023", // P-256, P-384, P-521
        "06092B2403030208010107",
        "06092B240303020801010B",
        "06092B240303020801010D", // brainpool r1
    ];

    /// <param name="text">PEM, or the DER in base64.</param>
    /// <returns>Null when the text is no certificate that may be pinned.</returns>
    public static PinnedCertificate? Read(string text)
    {
        if (text.Length > LargestText)
            return null;
        try
        {
            return Of(Decode(text.Trim()));
        }
        catch (Exception hostile) when (hostile is CryptographicException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The certificate as an authority's key, once it is stored in the vault.</summary>
    public AuthorityKey Of(string authority, KeyPurpose purpose, VaultItem item) =>
        new(KeyId.Of(authority, purpose, Sha256), purpose, item, ValidFrom, ValidTo, Sha256);

    private static byte[] Decode(string text)
    {
        if (!PemEncoding.TryFind(text, out var pem))
            return Convert.FromBase64String(text);
        var isAlone = text[pem.Location].Length == text.Length && text[pem.Label] is "CERTIFICATE";
        return isAlone ? Convert.FromBase64String(text[pem.Base64Data]) : [];
    }

    private static PinnedCertificate? Of(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return certificate.RawData.AsSpan().SequenceEqual(der) && IsStrong(certificate)
            ? new(
                der,
                Convert.ToHexStringLower(SHA256.HashData(der)),
                new(certificate.NotBefore.ToUniversalTime()),
                new(certificate.NotAfter.ToUniversalTime())
            )
            : null;
    }

    private static bool IsStrong(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPublicKey();
        return rsa is not null
            ? rsa.KeySize is >= LeastRsaBits and <= MostRsaBits
            : certificate.PublicKey.Oid.Value == "1.2.840.10045.2.1"
                && Curves.Contains(Convert.ToHexString(certificate.PublicKey.EncodedParameters?.RawData ?? []));
    }
}
