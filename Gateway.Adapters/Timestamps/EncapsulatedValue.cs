using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// PKI data in a property (EncapsulatedPKIDataType, EN 319 132-1, 5.1.3): DER in base64, or BER, which is read as well.
/// </summary>
internal static class EncapsulatedValue
{
    public static bool TryRead(Element element, out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        if (
            element.Attribute("Encoding") is { } encoding
            && !encoding.EndsWith("#DER", StringComparison.Ordinal)
            && !encoding.EndsWith("#BER", StringComparison.Ordinal)
        )
            return false;
        try
        {
            octets = element.Base64();
            return octets.Length > 0;
        }
        catch (SignatureRejected)
        {
            return false;
        }
    }
}
