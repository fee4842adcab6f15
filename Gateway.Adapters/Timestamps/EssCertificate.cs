using System.Formats.Asn1;
using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// The certificate a signer names in what it signs: by its digest (ESSCertID of RFC 2634, 5.4; ESSCertIDv2 of RFC 5035,
/// 4). Two certificates may have one key; this says which of them was meant.
/// </summary>
/// <param name="Digest">Null when the algorithm is not on the list.</param>
public sealed record EssCertificate(DigestAlgorithm? Digest, ReadOnlyMemory<byte> Value)
{
    public const string First = "1.2.840.113549.1.9.16.2.12";
    public const string Second = "1.2.840.113549.1.9.16.2.47";

    public bool Identifies(ReadOnlyMemory<byte> certificate) =>
        Digest is not null && CryptographicOperations.FixedTimeEquals(Digest.Of(certificate.Span), Value.Span);

    /// <summary>The first certificate in the attribute, which is the signer's.</summary>
    /// <exception cref="AsnContentException">The attribute names none.</exception>
    internal static EssCertificate Read(AsnReader attribute, bool isSecond)
    {
        var first = attribute.ReadSequence().ReadSequence().ReadSequence();
        var digest =
            !isSecond ? DigestAlgorithm.Of("SHA1")
            : first.PeekTag() == Asn1Tag.Sequence ? CmsAlgorithms.Digest(AlgorithmIdentifier.Read(first).Oid)
            : DigestAlgorithm.Of("SHA256");
        return new EssCertificate(digest, first.ReadOctetString());
    }
}
