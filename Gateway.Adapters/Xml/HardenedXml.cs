using System.Diagnostics.CodeAnalysis;
using System.Xml;
using Gateway.Domain;

namespace Gateway.Adapters.Xml;

/// <summary>
/// The only place where XML from outside is parsed. A DTD, and so entities, are rejected, nothing is fetched, and a document
/// beyond the limits is rejected before its tree is built.
/// </summary>
public static class HardenedXml
{
    public const int MaxCharacters = 16 * 1024 * 1024;

    public const int MaxElements = 250_000;

    /// <summary>Depth of elements. .NET can sign at most 64 levels.</summary>
    public const int MaxDepth = 60;

    /// <summary>Per element, including namespace declarations.</summary>
    public const int MaxAttributes = 64;

    /// <summary>Declared by an element and its ancestors.</summary>
    public const int MaxNamespaces = 128;

    public const int MaxAttributeLength = 64 * 1024;

    /// <summary>The longest name of an element, an attribute or a prefix.</summary>
    public const int MaxNameLength = 256;

    private static readonly TreeLimits Limits = new()
    {
        MaxBytes = 2 * MaxCharacters + 2,
        MaxElements = MaxElements,
        MaxDepth = MaxDepth,
        MaxAttributes = MaxAttributes,
        MaxAttributeLength = MaxAttributeLength,
        MaxNamespacesInScope = MaxNamespaces,
        MaxNameLength = MaxNameLength,
        AllowsOldEncodings = false,
    };

    /// <summary>Null when the document may be parsed; else <c>malformed-xml</c> or <c>dtd-forbidden</c>.</summary>
    public static Problem? Scan(ReadOnlyMemory<byte> document) => Scan(document.Span, out _);

    /// <summary>A reader over a document within the limits, or why there is none.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> document,
        [NotNullWhen(true)] out XmlReader? reader,
        [NotNullWhen(false)] out Problem? problem
    )
    {
        problem = Scan(document.Span, out var text);
        reader = problem is null ? Open(text) : null;
        return reader is not null;
    }

    /// <summary>A tree of a document within the limits, every space kept, or why there is none.</summary>
    public static bool TryLoad(
        ReadOnlyMemory<byte> document,
        [NotNullWhen(true)] out XmlDocument? tree,
        [NotNullWhen(false)] out Problem? problem
    )
    {
        tree = null;
        if (!TryRead(document, out var reader, out problem))
            return false;
        using (reader)
        {
            tree = NewTree();
            tree.Load(reader);
        }
        return true;
    }

    internal static XmlDocument NewTree() => new() { PreserveWhitespace = true, XmlResolver = null };

    /// <summary>
    /// The gateway's own parser limits a start tag while it reads it. .NET's reader collects every attribute of a tag first,
    /// so it reads only documents that the own parser has accepted.
    /// </summary>
    private static Problem? Scan(ReadOnlySpan<byte> document, out string text)
    {
        text = "";
        if (document.Length > Limits.MaxBytes)
            return TooMany();
        if (!XmlText.TryDecode(document, out text, out _))
            return Malformed("The document is neither UTF-8 nor UTF-16 with a byte order mark.");
        if (text.Length > MaxCharacters)
            return TooMany();
        if (XmlText.FindDoctype(text) is { } doctype)
            return new Problem(Problem.DtdForbidden, "Documents with a document type declaration are not read.", [doctype]);
        return XmlTree.TryParse(document, Limits, out _, out var rejection)
            ? null
            : Malformed(rejection.Reason, rejection.Line, rejection.Column);
    }

    private static XmlReader Open(string text) =>
        XmlReader.Create(
            new StringReader(text),
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = MaxCharacters,
                CloseInput = true,
            }
        );

    private static Problem TooMany() =>
        new(Problem.MalformedXml, $"The document is longer than {MaxCharacters} characters.");

    private static Problem Malformed(string detail, int line = 0, int column = 0) =>
        new(Problem.MalformedXml, detail, line > 0 ? [new ProblemPointer("", detail, line, column)] : null);
}
