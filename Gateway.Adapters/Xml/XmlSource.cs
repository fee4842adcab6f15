using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>
/// The bytes of a document in UTF-8 with its line ends normalised (XML 1.0, 2.11 and 4.3.3): a separate copy, so that no
/// caller can change what was checked. A document whose encoding differs from the declared one is rejected.
/// </summary>
internal static class XmlSource
{
    private static readonly Encoding Utf16Little = new UnicodeEncoding(false, false, throwOnInvalidBytes: true);
    private static readonly Encoding Utf16Big = new UnicodeEncoding(true, false, throwOnInvalidBytes: true);

    /// <param name="utf8">As far as there was one also when the document is rejected.</param>
    /// <param name="start">After the XML declaration.</param>
    public static void Read(ReadOnlySpan<byte> document, TreeLimits limits, out byte[] utf8, out int start)
    {
        (utf8, start) = ([], 0);
        if (document.Length > limits.MaxBytes)
            throw TooLong(limits);
        var (mark, utf16) = Marked(document);
        if (utf16 is not null)
        {
            utf8 = Transcode(document[mark..], utf16, limits);
            start = Declared(utf8, "utf-16", mark == 0).End;
        }
        else
        {
            utf8 = document[mark..].ToArray();
            var declaration = XmlDeclaration.Read(utf8);
            start = declaration.End;
            if (declaration.Encoding is { } name && !name.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                if (mark > 0 || !limits.AllowsOldEncodings || SingleByteEncodings.Named(name) is not { } old)
                    throw NotRead();
                utf8 = Transcode(utf8, old, limits);
            }
        }
        utf8 = NormaliseLineEnds(utf8, ref start);
    }

    private static (int Length, Encoding? Utf16) Marked(ReadOnlySpan<byte> document) =>
        document switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, null),
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [0x3C, 0, 0, 0, ..] or [0, 0, 0, 0x3C, ..] =>
                throw NotRead(),
            [0xFF, 0xFE, ..] => (2, Utf16Little),
            [0xFE, 0xFF, ..] => (2, Utf16Big),
            [0x3C, 0, 0x3F, 0, ..] => (0, Utf16Little),
            [0, 0x3C, 0, 0x3F, ..] => (0, Utf16Big),
            _ => (0, null),
        };

    private static XmlDeclaration Declared(byte[] utf8, string encoding, bool isRequired)
    {
        var declaration = XmlDeclaration.Read(utf8);
        return declaration.Encoding is { } name
            ? name.Equals(encoding, StringComparison.OrdinalIgnoreCase)
                ? declaration
                : throw NotRead()
            : isRequired
                ? throw NotRead()
                : declaration;
    }

    private static byte[] Transcode(ReadOnlySpan<byte> document, Encoding encoding, TreeLimits limits)
    {
        try
        {
            var utf8 = Encoding.UTF8.GetBytes(encoding.GetString(document));
            return utf8.Length <= limits.MaxBytes ? utf8 : throw TooLong(limits);
        }
        catch (DecoderFallbackException)
        {
            throw XmlRejected.Malformed(-1, "Something in the document is not a character of its encoding.");
        }
    }

    private static byte[] NormaliseLineEnds(byte[] utf8, ref int start)
    {
        var first = utf8.AsSpan().IndexOf((byte)'\r');
        if (first < 0)
            return utf8;
        var (from, to, after) = (first, first, start);
        while (from < utf8.Length)
        {
            if (utf8[from] == '\r')
            {
                utf8[to++] = (byte)'\n';
                if (++from < utf8.Length && utf8[from] == '\n')
                {
                    if (from < after)
                        start--;
                    from++;
                }
            }
            var length = utf8.AsSpan(from).IndexOf((byte)'\r');
            if (length < 0)
                length = utf8.Length - from;
            utf8.AsSpan(from, length).CopyTo(utf8.AsSpan(to));
            (from, to) = (from + length, to + length);
        }
        return utf8.AsSpan(0, to).ToArray();
    }

    private static XmlRejected TooLong(TreeLimits limits) =>
        new(XmlFlaw.Limit, -1, $"The document is longer than {limits.MaxBytes} bytes.");

    private static XmlRejected NotRead() =>
        new(XmlFlaw.Encoding, -1, "The document is in an encoding that is not read, or in another than it says.");
}
