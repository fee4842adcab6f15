using System.Formats.Asn1;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// Certificates and revocation that a token carries with it: in its SignedData (RFC 5652, 5.1 and 10.2.1; RFC 5940), and in
/// unsigned attributes of its signer (RFC 5126, 6.3.3 and 6.3.4). DER each.
/// </summary>
/// <param name="Ocsp">OCSPResponse or BasicOCSPResponse (RFC 6960), as it was put in.</param>
public sealed record TokenMaterial(
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> Crls,
    IReadOnlyList<ReadOnlyMemory<byte>> Ocsp
)
{
    private const int Most = 1_000;
    private const string OcspResponse = "1.3.6.1.5.5.7.16.2";
    private const string BasicOcspResponse = "1.3.6.1.5.5.7.48.1.1";
    private const string CertificateValues = "1.2.840.113549.1.9.16.2.23";
    private const string RevocationValues = "1.2.840.113549.1.9.16.2.24";

    /// <exception cref="AsnContentException">What is read is not what it must be.</exception>
    internal static TokenMaterial Read(
        AsnReader? certificates,
        AsnReader? revocation,
        ReadOnlyMemory<byte>? unsignedAttributes
    )
    {
        var (certs, crls, ocsp) = (
            new List<ReadOnlyMemory<byte>>(),
            new List<ReadOnlyMemory<byte>>(),
            new List<ReadOnlyMemory<byte>>()
        );
        Take(certificates, certs);
        while (revocation is { HasData: true } && crls.Count + ocsp.Count < Most)
            Take(revocation, crls, ocsp);
        if (unsignedAttributes is { } unsigned)
            foreach (
                var (type, value) in CmsAttributes.Read(
                    new AsnReader(unsigned, AsnEncodingRules.BER).ReadSetOf(
                        skipSortOrderValidation: true,
                        new Asn1Tag(TagClass.ContextSpecific, 1, true)
                    )
                )
            )
                if (type == CertificateValues)
                    Take(value.ReadSequence(), certs);
                else if (type == RevocationValues)
                    TakeValues(value.ReadSequence(), crls, ocsp);
        return new TokenMaterial(certs, crls, ocsp);
    }

    private static void Take(AsnReader? values, List<ReadOnlyMemory<byte>> list)
    {
        while (values is { HasData: true } && list.Count < Most)
            if (values.PeekTag() == Asn1Tag.Sequence)
                list.Add(values.ReadEncodedValue());
            else
                values.ReadEncodedValue(); // Attribute certificates and the like.
    }

    private static void Take(AsnReader revocation, List<ReadOnlyMemory<byte>> crls, List<ReadOnlyMemory<byte>> ocsp)
    {
        var tag = revocation.PeekTag();
        if (tag == Asn1Tag.Sequence)
        {
            crls.Add(revocation.ReadEncodedValue());
            return;
        }
        if (tag != new Asn1Tag(TagClass.ContextSpecific, 1, true))
        {
            revocation.ReadEncodedValue();
            return;
        }
        var other = revocation.ReadSequence(tag);
        if (other.ReadObjectIdentifier() is OcspResponse or BasicOcspResponse)
            ocsp.Add(other.ReadEncodedValue());
    }

    private static void TakeValues(AsnReader values, List<ReadOnlyMemory<byte>> crls, List<ReadOnlyMemory<byte>> ocsp)
    {
        while (values.HasData)
        {
            var tag = values.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
                throw new AsnContentException("Revocation values hold something else.");
            var list = values.ReadSequence(tag);
            if (tag.TagValue is 0 or 1)
                Take(list.ReadSequence(), tag.TagValue == 0 ? crls : ocsp);
        }
    }
}
