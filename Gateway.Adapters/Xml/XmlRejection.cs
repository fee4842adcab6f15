namespace Gateway.Adapters.Xml;

/// <summary>Why there is no tree of a document.</summary>
public enum XmlFlaw
{
    /// <summary>Not well-formed (XML 1.0), or not well-formed with namespaces (Namespaces in XML 1.0).</summary>
    Malformed,

    /// <summary>A document type declaration, which is rejected unread.</summary>
    Doctype,

    /// <summary>Beyond one of the <see cref="TreeLimits"/>.</summary>
    Limit,

    /// <summary>The encoding is not supported, or is not the declared one.</summary>
    Encoding,
}

/// <param name="Line">From 1; 0 where no place can be named.</param>
/// <param name="Column">In UTF-16 units, from 1.</param>
/// <param name="Reason">One sentence that quotes nothing of the document.</param>
public sealed record XmlRejection(XmlFlaw Flaw, int Line, int Column, string Reason);

/// <summary>
/// Ends a parse at the first flaw. Stays inside this folder: <see cref="XmlTree.TryParse"/> turns it into a value.
/// </summary>
internal sealed class XmlRejected(XmlFlaw flaw, int at, string reason) : Exception(reason)
{
    public XmlFlaw Flaw => flaw;

    /// <summary>Offset into the document as it is parsed; -1 where none can be named.</summary>
    public int At => at;

    public static XmlRejected Malformed(int at, string reason) => new(XmlFlaw.Malformed, at, reason);

    public static XmlRejected Limit(int at, string reason) => new(XmlFlaw.Limit, at, reason);
}
