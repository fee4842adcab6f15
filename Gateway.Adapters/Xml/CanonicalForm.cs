namespace Gateway.Adapters.Xml;

public enum Canonicalization
{
    /// <summary>Canonical XML 1.0 (W3C, 15 March 2001).</summary>
    Inclusive,

    /// <summary>Canonical XML 1.1 (W3C, 2 May 2008): xml:id is not inherited, xml:base is joined.</summary>
    Inclusive11,

    /// <summary>Exclusive XML Canonicalization 1.0 (W3C, 18 July 2002).</summary>
    Exclusive,
}

/// <summary>One of the six canonical forms in which XML is digested.</summary>
public sealed record CanonicalForm(Canonicalization Method, bool WithComments = false)
{
    public static readonly CanonicalForm Inclusive = new(Canonicalization.Inclusive);
    public static readonly CanonicalForm Exclusive = new(Canonicalization.Exclusive);

    /// <summary>
    /// Prefixes whose namespaces the exclusive form writes as the inclusive form does. <c>#default</c> is kept as the empty
    /// prefix.
    /// </summary>
    public IReadOnlyList<string> InclusivePrefixes { get; init; } = [];

    /// <summary>
    /// The form with this URI in XML signatures (XMLDSig core 1.1, 6.5; RFC 9231, 2.4); null when no form has the URI.
    /// </summary>
    public static CanonicalForm? Named(string algorithm) =>
        algorithm switch
        {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Inclusive,
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => new(Canonicalization.Inclusive, true),
            "http://www.w3.org/2006/12/xml-c14n11" => new(Canonicalization.Inclusive11),
            "http://www.w3.org/2006/12/xml-c14n11#WithComments" => new(Canonicalization.Inclusive11, true),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => Exclusive,
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => new(Canonicalization.Exclusive, true),
            _ => null,
        };

    public bool Equals(CanonicalForm? other) =>
        other is not null
        && Method == other.Method
        && WithComments == other.WithComments
        && InclusivePrefixes.SequenceEqual(other.InclusivePrefixes);

    public override int GetHashCode() => HashCode.Combine(Method, WithComments, InclusivePrefixes.Count);

    /// <summary>The octets of the nodes of the set in this canonical form.</summary>
    public byte[] Of(NodeSet nodes)
    {
        using var sink = new MemorySink();
        Canonicalizer.Write(nodes, this, sink);
        return sink.ToArray();
    }
}
