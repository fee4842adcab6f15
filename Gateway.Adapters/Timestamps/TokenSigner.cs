using System.Formats.Asn1;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>The SignerInfo of a token (RFC 5652, 5.3).</summary>
/// <param name="SignedAttributes">Encoded as a SET, the form over which the signature is computed.</param>
/// <param name="MessageDigest">The digest of the content, as the signer computed it.</param>
/// <param name="Certificates">The references to the signing certificate, from either version of the attribute or from
/// both.</param>
internal sealed record TokenSigner(
    DigestAlgorithm? Digest,
    ReadOnlyMemory<byte> SignedAttributes,
    ReadOnlyMemory<byte> MessageDigest,
    IReadOnlyList<EssCertificate> Certificates,
    SignatureAlgorithm? Algorithm,
    ReadOnlyMemory<byte> Value,
    ReadOnlyMemory<byte>? UnsignedAttributes
)
{
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigestType = "1.2.840.113549.1.9.4";
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, true);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1, true);

    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    /// <exception cref="TokenRejected">It is not the signer of a timestamp token.</exception>
    public static TokenSigner Read(AsnReader signer)
    {
        signer.ReadInteger();
        signer.ReadEncodedValue(); // By issuer and number, or by key; the signed attribute says more.
        var digest = CmsAlgorithms.Digest(AlgorithmIdentifier.Read(signer).Oid);
        if (!signer.HasData || signer.PeekTag() != Tag0)
            throw new TokenRejected("The signer signs no attributes.");
        var signed = signer.ReadEncodedValue().ToArray();
        signed[0] = 0x31;
        var algorithm = CmsAlgorithms.Signature(AlgorithmIdentifier.Read(signer), digest);
        var value = signer.ReadOctetString();
        var unsigned = signer.HasData && signer.PeekTag() == Tag1 ? signer.ReadEncodedValue() : (ReadOnlyMemory<byte>?)null;
        signer.ThrowIfNotEmpty();

        ReadOnlyMemory<byte>? messageDigest = null;
        var (isToken, certificates) = (false, new List<EssCertificate>());
        foreach (
            var (type, attribute) in CmsAttributes.Read(
                new AsnReader(signed, AsnEncodingRules.BER).ReadSetOf(skipSortOrderValidation: true)
            )
        )
            switch (type)
            {
                case ContentType:
                    isToken = attribute.ReadObjectIdentifier() == TokenReader.TstInfo;
                    break;
                case MessageDigestType when messageDigest is null:
                    messageDigest = attribute.ReadOctetString();
                    break;
                case MessageDigestType:
                    throw new TokenRejected("The signer signs two digests.");
                case EssCertificate.First:
                    certificates.Add(EssCertificate.Read(attribute, isSecond: false));
                    break;
                case EssCertificate.Second:
                    certificates.Add(EssCertificate.Read(attribute, isSecond: true));
                    break;
            }
        if (!isToken || messageDigest is not { } ofContent)
            throw new TokenRejected("The signer does not sign the token's content.");
        return new TokenSigner(digest, signed, ofContent, certificates, algorithm, value, unsigned);
    }
}
