using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml;
using Gateway.Domain.Requests;

namespace Gateway.Adapters.Messages;

/// <summary>
/// The one place where XML from outside becomes anything but bytes. No DTD and so no entities, nothing is fetched, and a
/// document beyond the limits is refused before a tree of it is built.
/// </summary>
public static class HardenedXml
{
    public const int MaxCharacters = 16 * 1024 * 1024;

    public const int MaxElements = 250_000;

    /// <summary>Of elements. What .NET can sign ends at 64.</summary>
    public const int MaxDepth = 60;

    /// <summary>Of one element, namespace declarations included.</summary>
    public const int MaxAttributes = 64;

    /// <summary>Declared by an element and those around it.</summary>
    public const int MaxNamespaces = 128;

    public const int MaxAttributeLength = 64 * 1024;

    /// <summary>Of an element, an attribute or a prefix.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Null when the document may be parsed; else <c>malformed-xml</c> or <c>dtd-forbidden</c>.</summary>
    public static Problem? Scan(ReadOnlyMemory<byte> document) => Scan(document.Span, out _);

    /// <summary>A reader over a document within the limits, or why there is none.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> document,
        [NotNullWhen(true)] out XmlReader? reader,
        [NotNullWhen(false)] out Problem? problem)
    {
        problem = Scan(document.Span, out var text);
        reader = problem is null ? Open(text) : null;
        return reader is not null;
    }

    /// <summary>A tree of a document within the limits, every space kept, or why there is none.</summary>
    public static bool TryLoad(
        ReadOnlyMemory<byte> document,
        [NotNullWhen(true)] out XmlDocument? tree,
        [NotNullWhen(false)] out Problem? problem)
    {
        tree = null;
        if (!TryRead(document, out var reader, out problem)) return false;
        using (reader)
        {
            tree = NewTree();
            tree.Load(reader);
        }
        return true;
    }

    internal static XmlDocument NewTree() => new() { PreserveWhitespace = true, XmlResolver = null };

    private static Problem? Scan(ReadOnlySpan<byte> document, out string text)
    {
        if (document.Length > 2 * MaxCharacters + 2)
        {
            text = "";
            return TooMany();
        }
        if (!XmlText.TryDecode(document, out text, out var encoding))
            return Malformed("The document is neither UTF-8 nor UTF-16 with a byte order mark.");
        if (text.Length > MaxCharacters) return TooMany();
        if (XmlText.FindDoctype(text) is { } doctype)
            return new Problem(Problem.DtdForbidden, "Documents with a document type declaration are not read.", [doctype]);

        using var reader = Open(text);
        var lines = (IXmlLineInfo)reader;
        var limits = new XmlLimits();
        try
        {
            while (reader.Read())
                if (FlawAt(reader, encoding, limits) is { } flaw)
                    return Malformed(flaw, lines.LineNumber, lines.LinePosition);
            return null;
        }
        catch (XmlException malformed)
        {
            // The parser's own message would repeat what is in the document.
            return Malformed("The document is not well-formed XML.", malformed.LineNumber, malformed.LinePosition);
        }
    }

    private static string? FlawAt(XmlReader reader, Encoding encoding, XmlLimits limits) => reader.NodeType switch
    {
        XmlNodeType.XmlDeclaration when !encoding.IsNamed(reader.GetAttribute("encoding")) =>
            "The XML declaration names another encoding than the document is in.",
        XmlNodeType.Element => limits.ExceededAt(reader),
        _ => null,
    };

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        CloseInput = true,
    });

    private static Problem TooMany() =>
        new(Problem.MalformedXml, $"The document is longer than {MaxCharacters} characters.");

    private static Problem Malformed(string detail, int line = 0, int column = 0) =>
        new(Problem.MalformedXml, detail, line > 0 ? [new ProblemPointer(XmlText.Position(line, column), detail)] : null);
}
