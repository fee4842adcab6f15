using System.Security.Cryptography;

namespace Gateway.Adapters.Certificates;

/// <summary>A revocation list or an OCSP response, as it was encoded.</summary>
public abstract class RevocationSource(ReadOnlyMemory<byte> encoded, SignedStructure signed)
{
    protected const int Longest = 64 * 1024 * 1024;

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; } = encoded;

    /// <summary>SHA-256 over the DER, lower-case hexadecimal.</summary>
    public string Key { get; } = Convert.ToHexStringLower(SHA256.HashData(encoded.Span));

    public SignedStructure Signed { get; } = signed;

    public abstract DateTimeOffset ProducedAt { get; }

    /// <summary>Whether it covers the certificate, judged by names and digests only.</summary>
    internal abstract bool Mentions(Certificate certificate, Certificate issuer);

    /// <summary>Its statement, if an authorised signer signed it; otherwise null.</summary>
    internal abstract RevocationStatement? About(Certificate certificate, Certificate issuer, RevocationContext context);
}
