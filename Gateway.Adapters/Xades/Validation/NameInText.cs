using System.Text;
using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// A name as text (RFC 4514 and earlier forms), compared by its values only: signers differ in keywords, in order, and in
/// escapes. The digest beside it decides.
/// </summary>
internal static class NameInText
{
    private const int Longest = 10_000;

    public static bool IsOf(string text, DistinguishedName name) =>
        text.Length <= Longest
        && Values(text)
            .Order(StringComparer.Ordinal)
            .SequenceEqual(
                name.Parts.SelectMany(part => part)
                    .Select(attribute => NameText.Fold(attribute.Value))
                    .Order(StringComparer.Ordinal)
            );

    private static List<string> Values(string text)
    {
        List<string> values = [];
        var value = new StringBuilder();
        var (inValue, inQuotes) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length)
                i = Unescape(text, i, value);
            else if (c == '"')
                inQuotes = !inQuotes;
            else if (!inValue && c == '=')
                inValue = true;
            else if (
                !inQuotes && inValue && c is ',' or ';'
                || (!inQuotes && inValue && c == '+' && StartsAttribute(text, i))
            )
            {
                values.Add(Finish(value));
                inValue = false;
            }
            else if (inValue)
                value.Append(c);
        }
        if (inValue)
            values.Add(Finish(value));
        return values;
    }

    private static string Finish(StringBuilder value)
    {
        var text = value.ToString();
        value.Clear();
        return NameText.Fold(text.StartsWith('#') ? FromHexadecimal(text) : text);
    }

    /// <summary>A value written as the hexadecimal of its encoding.</summary>
    private static string FromHexadecimal(string text)
    {
        try
        {
            return NameText.Of(
                new System.Formats.Asn1.AsnReader(
                    Convert.FromHexString(text.Trim()[1..]),
                    System.Formats.Asn1.AsnEncodingRules.BER
                )
            );
        }
        catch (Exception other) when (other is FormatException or System.Formats.Asn1.AsnContentException)
        {
            return text;
        }
    }

    private static int Unescape(string text, int at, StringBuilder value)
    {
        var octets = new List<byte>();
        while (
            at + 2 < text.Length
            && text[at] == '\\'
            && char.IsAsciiHexDigit(text[at + 1])
            && char.IsAsciiHexDigit(text[at + 2])
        )
        {
            octets.Add(Convert.FromHexString(text.AsSpan(at + 1, 2))[0]);
            at += 3;
        }
        if (octets.Count == 0)
        {
            value.Append(text[at + 1]);
            return at + 1;
        }
        value.Append(Encoding.UTF8.GetString([.. octets]));
        return at - 1;
    }

    private static bool StartsAttribute(string text, int plus)
    {
        var equals = text.IndexOf('=', plus);
        return equals > 0 && text.AsSpan(plus + 1, equals - plus - 1).IndexOfAny(",; ") < 0;
    }
}
