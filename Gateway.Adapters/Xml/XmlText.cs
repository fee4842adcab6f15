using System.Text;
using Gateway.Domain;

namespace Gateway.Adapters.Xml;

/// <summary>
/// The characters of an XML document, decoded before any parser sees them: UTF-8, or UTF-16 with its mark, and valid as
/// such throughout. A DTD is found here, because the parser cannot tell its own rejection from a document it cannot read.
/// </summary>
internal static class XmlText
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(false, true, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(true, true, throwOnInvalidBytes: true);

    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string text, out Encoding encoding)
    {
        (encoding, var mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
            [0xFF, 0xFE, ..] => (Utf16Little, 2),
            [0xFE, 0xFF, ..] => ((Encoding)Utf16Big, 2),
            _ => (Utf8, 0),
        };
        try
        {
            text = encoding.GetString(bytes[mark..]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>Where a document type declaration stands in the prolog; null when there is none.</summary>
    public static ProblemPointer? FindDoctype(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith("<!DOCTYPE", StringComparison.Ordinal))
                return StartsAt(text, at);
            var length = rest switch
            {
                [' ' or '\t' or '\r' or '\n', ..] => 1,
                _ when rest.StartsWith("<?", StringComparison.Ordinal) => Through(rest, "?>"),
                _ when rest.StartsWith("<!--", StringComparison.Ordinal) => Through(rest, "-->"),
                _ => 0,
            };
            if (length == 0)
                return null;
            at += length;
        }
        return null;
    }

    private static ProblemPointer StartsAt(string text, int at)
    {
        var before = text.AsSpan(0, at);
        return new("", "A document type declaration begins here.", before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }

    private static int Through(ReadOnlySpan<char> rest, string end)
    {
        var found = rest.IndexOf(end, StringComparison.Ordinal);
        return found < 0 ? 0 : found + end.Length;
    }
}
