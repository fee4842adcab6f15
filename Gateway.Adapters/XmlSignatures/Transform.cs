using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// What is done to referenced data before it is digested (XMLDSig core 1.1, 6.6). The list is closed: each is recognised by
/// its exact shape, and a reference with any other is not computed.
/// </summary>
internal abstract record Transform
{
    private const int MostPrefixes = 256;

    private Transform() { }

    /// <summary>The same for two that do the same.</summary>
    public virtual string Key => GetType().Name;

    /// <summary>Null when it is not on the list.</summary>
    public static Transform? Read(Element transform)
    {
        switch (transform.Algorithm())
        {
            case XadesNames.Enveloped:
                return transform.Children().Count == 0 ? new EnvelopedSignature() : null;
            case XadesNames.Base64:
                return transform.Children().Count == 0 ? new Base64() : null;
            case XadesNames.XPath:
                return XPathForms.ReadXPath(transform);
            case XadesNames.Filter2:
                return XPathForms.ReadFilter2(transform);
            default:
                return ReadForm(transform) is { } form ? new Canonical(form) : null;
        }
    }

    /// <summary>
    /// A canonical form with its parameters, of a transform or of SignedInfo; null when it is not on the list.
    /// </summary>
    public static CanonicalForm? ReadForm(Element method)
    {
        if (CanonicalForm.Named(method.Algorithm()) is not { } form)
            return null;
        var parameters = method.Children();
        if (parameters.Count == 0)
            return form;
        if (
            form.Method != Canonicalization.Exclusive
            || parameters.Count > 1
            || !parameters[0].Is("InclusiveNamespaces", XadesNames.ExclusiveC14N)
        )
            return null;
        var prefixes = (parameters[0].Attribute("PrefixList") ?? "").Split(
            [' ', '\t', '\r', '\n'],
            StringSplitOptions.RemoveEmptyEntries
        );
        return prefixes.Length > MostPrefixes
            ? null
            : form with
            {
                InclusivePrefixes = [.. prefixes.Select(prefix => prefix == "#default" ? "" : prefix)],
            };
    }

    /// <summary>Leaves out the signature that holds the reference (6.6.4).</summary>
    internal sealed record EnvelopedSignature : Transform;

    /// <summary>Takes the text and decodes it (6.6.2).</summary>
    internal sealed record Base64 : Transform;

    internal sealed record Canonical(CanonicalForm Form) : Transform
    {
        public override string Key =>
            DigestCacheKey.Of([base.Key, $"{Form.Method}", $"{Form.WithComments}", .. Form.InclusivePrefixes]);
    }

    /// <summary>Chooses among nodes by paths.</summary>
    internal abstract record Selection : Transform
    {
        /// <exception cref="OctetsExceeded">It costs more than is allowed.</exception>
        public NodeSet Of(NodeSet nodes, DigestBudget? work)
        {
            work?.Spend((long)nodes.Tree.Length * Paths);
            return Choose(nodes);
        }

        /// <summary>Ids that its paths name.</summary>
        public abstract IEnumerable<string> Ids { get; }

        protected abstract int Paths { get; }

        protected abstract NodeSet Choose(NodeSet nodes);
    }

    /// <summary>Keeps or leaves out subtrees, one path after the other.</summary>
    internal sealed record Filter(IReadOnlyList<ElementFilter> Steps) : Selection
    {
        public override IEnumerable<string> Ids => Steps.SelectMany(step => step.Paths).SelectMany(path => path.Ids);

        protected override int Paths => Steps.Sum(step => step.Paths.Count);

        public override string Key => DigestCacheKey.Of([base.Key, .. Steps.Select(step => step.Key)]);

        protected override NodeSet Choose(NodeSet nodes) =>
            Steps.Aggregate(
                nodes,
                (left, step) =>
                    step.Removes
                        ? left.WithoutRanges(step.Paths.SelectMany(path => path.SelectRanges(nodes.Tree)))
                        : left.WithinRanges(step.Paths.SelectMany(path => path.SelectRanges(nodes.Tree)))
            );
    }

    /// <summary>
    /// Keeps everything when the path names an element, otherwise nothing: the result of such an XPath expression.
    /// </summary>
    internal sealed record Presence(ElementPath Path) : Selection
    {
        public override IEnumerable<string> Ids => Path.Ids;

        protected override int Paths => 1;

        public override string Key => DigestCacheKey.Of(base.Key, Path.Key);

        protected override NodeSet Choose(NodeSet nodes) => Path.SelectRanges(nodes.Tree).Any() ? nodes : nodes.Within([]);
    }
}

/// <param name="Removes">The elements that any of the paths names are left out; otherwise only they stay.</param>
internal sealed record ElementFilter(bool Removes, IReadOnlyList<ElementPath> Paths)
{
    public string Key => DigestCacheKey.Of([$"{Removes}", .. Paths.Select(path => path.Key)]);
}
