namespace Gateway.Adapters.Xml;

/// <summary>The XML declaration (XML 1.0, 2.8): version 1.0, and the encoding the document says it is in.</summary>
/// <param name="End">The offset after it; 0 when there is none.</param>
internal readonly record struct XmlDeclaration(string? Encoding, int End)
{
    /// <summary>Looks at the first bytes of a document whose encoding writes ASCII as ASCII.</summary>
    public static XmlDeclaration Read(ReadOnlySpan<byte> document)
    {
        if (!document.StartsWith("<?xml"u8) || document.Length == 5 || !XmlChars.IsSpace(document[5]))
            return default;
        var at = 5;
        if (Pseudo(document, ref at, "version"u8) is not "1.0")
            throw XmlRejected.Malformed(at, "The document is not of XML version 1.0.");
        var encoding = Pseudo(document, ref at, "encoding"u8);
        if (encoding is not null && !IsEncodingName(encoding))
            throw Wrong(at);
        if (Pseudo(document, ref at, "standalone"u8) is not (null or "yes" or "no"))
            throw Wrong(at);
        at = SkipSpace(document, at);
        return document[at..].StartsWith("?>"u8) ? new XmlDeclaration(encoding, at + 2) : throw Wrong(at);
    }

    /// <summary>The value if this attribute is next; otherwise nothing is passed.</summary>
    private static string? Pseudo(ReadOnlySpan<byte> document, ref int at, ReadOnlySpan<byte> name)
    {
        var start = SkipSpace(document, at);
        if (start == at || !document[start..].StartsWith(name))
            return null;
        var equals = SkipSpace(document, start + name.Length);
        if (equals >= document.Length || document[equals] != '=')
            throw Wrong(equals);
        var quote = SkipSpace(document, equals + 1);
        if (quote >= document.Length || document[quote] is not ((byte)'"' or (byte)'\''))
            throw Wrong(quote);
        var length = document[(quote + 1)..].IndexOf(document[quote]);
        if (length is < 0 or > 64)
            throw Wrong(quote);
        at = quote + length + 2;
        return System.Text.Encoding.Latin1.GetString(document.Slice(quote + 1, length));
    }

    private static bool IsEncodingName(string name) =>
        name.Length > 0
        && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static int SkipSpace(ReadOnlySpan<byte> document, int at)
    {
        while (at < document.Length && XmlChars.IsSpace(document[at]))
            at++;
        return at;
    }

    private static XmlRejected Wrong(int at) => XmlRejected.Malformed(at, "The XML declaration is not one.");
}
