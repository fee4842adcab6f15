using System.Formats.Asn1;
using System.Text;

namespace Gateway.Adapters.Certificates;

/// <summary>The text of an attribute of a name, for any string type.</summary>
internal static class NameText
{
    /// <summary>Many names hold characters that their string type does not allow; they are read as intended.</summary>
    public static string Of(AsnReader from)
    {
        var tag = from.PeekTag();
        var encoded = from.ReadEncodedValue();
        AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.BER, out var offset, out var length, out _);
        var content = encoded.Span.Slice(offset, length);
        if (tag.TagClass != TagClass.Universal || tag.IsConstructed)
            return "#" + Convert.ToHexString(encoded.Span);
        return (UniversalTagNumber)tag.TagValue switch
        {
            UniversalTagNumber.UTF8String => Encoding.UTF8.GetString(content),
            UniversalTagNumber.BMPString => Encoding.BigEndianUnicode.GetString(content),
            UniversalTagNumber.UniversalString => new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetString(
                content
            ),
            UniversalTagNumber.PrintableString
            or UniversalTagNumber.TeletexString
            or UniversalTagNumber.IA5String
            or UniversalTagNumber.NumericString
            or UniversalTagNumber.VisibleString => Encoding.Latin1.GetString(content),
            _ => "#" + Convert.ToHexString(encoded.Span),
        };
    }

    /// <summary>Lower case, with one space where there is any white space, and none at the ends.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
            if (!char.IsWhiteSpace(c))
                folded.Append(char.ToLowerInvariant(c));
            else if (folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        return folded.ToString().TrimEnd(' ');
    }
}
