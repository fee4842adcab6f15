using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// What a reference's URI names (XMLDSig core 1.1, 4.4.3.2 and 4.4.3.3): the whole document, one element, or a thing
/// outside.
/// </summary>
/// <param name="Id">The id of the element; null for the document.</param>
/// <param name="WithComments">Only the forms with <c>xpointer</c> keep comments.</param>
internal readonly record struct ReferenceTarget(string? Id, bool WithComments)
{
    /// <summary>Null when the URI has another form.</summary>
    public static ReferenceTarget? Read(string uri)
    {
        if (uri.Length == 0)
            return new ReferenceTarget(null, false);
        if (uri == "#xpointer(/)")
            return new ReferenceTarget(null, true);
        if (uri.StartsWith("#xpointer(id(", StringComparison.Ordinal))
            return
                uri[13..] is [('\'' or '"') and var quote, .. var id, ')', ')']
                && id.IndexOf(quote) == id.Length - 1
                && id.Length > 1
                ? new ReferenceTarget(id[..^1], true)
                : null;
        return uri[0] == '#' && uri.Length > 1 && !uri.StartsWith("#xpointer", StringComparison.Ordinal)
            ? new ReferenceTarget(uri[1..], false)
            : null;
    }

    public static string? IdIn(string uri) => uri.StartsWith('#') ? Read(uri)?.Id : null;

    public NodeSet? In(SignedDocument document) =>
        Id is null ? NodeSet.Document(document.Tree, WithComments)
        : document.ById(Id) is { } element ? NodeSet.Subtree(element, WithComments)
        : null;
}
