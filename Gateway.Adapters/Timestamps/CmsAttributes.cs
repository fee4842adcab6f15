using System.Formats.Asn1;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// Attributes of a signer (RFC 5652, 5.3) with exactly one value, as all attributes that are read here have.
/// </summary>
internal static class CmsAttributes
{
    private const int Most = 100;

    /// <exception cref="AsnContentException">They are none.</exception>
    public static IEnumerable<(string Type, AsnReader Value)> Read(AsnReader attributes)
    {
        for (var count = 0; attributes.HasData && count < Most; count++)
        {
            var attribute = attributes.ReadSequence();
            var type = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf(skipSortOrderValidation: true);
            if (!values.HasData)
                continue;
            var value = values.ReadEncodedValue();
            if (!values.HasData)
                yield return (type, new AsnReader(value, AsnEncodingRules.BER));
        }
    }
}
