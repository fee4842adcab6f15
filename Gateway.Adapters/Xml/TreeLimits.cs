namespace Gateway.Adapters.Xml;

/// <summary>Limits of a document. They are checked while it is read, so that nothing above a limit is built.</summary>
public sealed record TreeLimits
{
    public static readonly TreeLimits Default = new();

    /// <summary>The largest document in bytes, as received and again in UTF-8.</summary>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;

    public int MaxElements { get; init; } = 1_000_000;

    /// <summary>Elements, texts, comments and instructions together.</summary>
    public int MaxNodes { get; init; } = 4_000_000;

    /// <summary>
    /// The maximum nesting depth of elements. This parser does not recurse, so the limit protects later readers.
    /// </summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>The maximum number of attributes per element, including namespace declarations.</summary>
    public int MaxAttributes { get; init; } = 256;

    /// <summary>The maximum length of an attribute value in bytes, with its entities resolved.</summary>
    public int MaxAttributeLength { get; init; } = 1024 * 1024;

    /// <summary>
    /// The maximum length in bytes of an element or attribute name with its prefix, a namespace or the target of an
    /// instruction. Canonical form may write a namespace at every element that uses it.
    /// </summary>
    public int MaxNameLength { get; init; } = 1024;

    /// <summary>Different names, prefixes and namespaces in one document.</summary>
    public int MaxNames { get; init; } = 20_000;

    /// <summary>
    /// The maximum number of namespace declarations of an element and its ancestors. A repeated declaration counts again.
    /// </summary>
    public int MaxNamespacesInScope { get; init; } = 256;

    /// <summary>Whether single-byte encodings other than Unicode's own are accepted and transcoded.</summary>
    public bool AllowsOldEncodings { get; init; } = true;
}
