using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

public enum ReferenceOutcome
{
    /// <summary>The digest of the referenced data is the signed one.</summary>
    Intact,

    /// <summary>The digest is a different one.</summary>
    Altered,

    /// <summary>There is no such element or file.</summary>
    NotFound,

    /// <summary>
    /// The reference is to properties, an object or a manifest outside the signature that contains the reference.
    /// </summary>
    Misplaced,

    /// <summary>The URI, a transform or the digest algorithm is not supported.</summary>
    Unsupported,

    /// <summary>
    /// The file is incomplete, or a transform cannot be applied because the data is not base64 or not XML.
    /// </summary>
    Unreadable,

    /// <summary>More would be digested than one document may require.</summary>
    Exceeded,
}

/// <summary>How much of the data a reference covers.</summary>
/// <param name="IsFull">
/// True for a whole file, or the whole document except signatures; otherwise only a part is signed, and the rest of the
/// document is unsigned.
/// </param>
/// <param name="Name">The name of the file, or the id or the name of the element.</param>
public sealed record ReferenceScope(bool IsFull, string Name);

/// <summary>The result for one reference.</summary>
/// <param name="Scope">Null when nothing could be found.</param>
/// <param name="Reason">One sentence that quotes no content; null when the reference is intact.</param>
/// <param name="Manifest">For a reference to a manifest, the result for each of its references; otherwise empty.</param>
public sealed record ReferenceCheck(
    SignedReference Reference,
    ReferenceOutcome Outcome,
    ReferenceScope? Scope,
    string? Reason,
    IReadOnlyList<ReferenceCheck> Manifest
)
{
    internal ReferencePlan? Plan { get; init; }

    /// <summary>
    /// The element whose subtree the reference covers, in whole or in part; null for a document or a file.
    /// </summary>
    public Element? Target => Plan?.Nodes?.Apexes is [var only] ? only : null;

    /// <summary>Whether every node of the element, and of its content, was digested unchanged.</summary>
    public bool Covers(Element element) =>
        Plan is { Nodes: { } nodes, Rest: [] or [Transform.Canonical] } && nodes.Covers(element);

    public bool IsIntact => Outcome == ReferenceOutcome.Intact;
}
