using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// A transform of referenced data before the digest is computed (XMLDSig core 1.1, 6.6). Only the transforms below are
/// supported. Each is recognised by its exact shape, and a reference with any other transform is not computed.
/// </summary>
internal abstract record Transform
{
    private const int MostPrefixes = 256;

    private Transform() { }

    /// <summary>Equal for two transforms that have the same effect.</summary>
    public virtual string Key => GetType().Name;

    /// <summary>Reads a transform; null when the transform is not supported.</summary>
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
    /// Reads the canonical form, with its parameters, of a transform or of SignedInfo; null when the form is not supported.
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

    /// <summary>Decodes the text of the data from base64 (6.6.2).</summary>
    internal sealed record Base64 : Transform;

    internal sealed record Canonical(CanonicalForm Form) : Transform
    {
        public override string Key =>
            DigestCacheKey.Of([base.Key, $"{Form.Method}", $"{Form.WithComments}", .. Form.InclusivePrefixes]);
    }

    /// <summary>Selects nodes by paths.</summary>
    internal abstract record Selection : Transform
    {
        /// <exception cref="OctetsExceeded">The selection costs more than the budget allows.</exception>
        public NodeSet Of(NodeSet nodes, DigestBudget? work)
        {
            work?.Spend((long)nodes.Tree.Length * Paths);
            return Choose(nodes);
        }

        /// <summary>The ids that the paths name.</summary>
        public abstract IEnumerable<string> Ids { get; }

        protected abstract int Paths { get; }

        protected abstract NodeSet Choose(NodeSet nodes);
    }

    /// <summary>Keeps or removes subtrees, one step after the other.</summary>
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
    /// Keeps all nodes when the path selects an element, otherwise no node, since such an XPath expression has the same
    /// value at every node.
    /// </summary>
    internal sealed record Presence(ElementPath Path) : Selection
    {
        public override IEnumerable<string> Ids => Path.Ids;

        protected override int Paths => 1;

        public override string Key => DigestCacheKey.Of(base.Key, Path.Key);

        protected override NodeSet Choose(NodeSet nodes) => Path.SelectRanges(nodes.Tree).Any() ? nodes : nodes.Within([]);
    }
}

/// <param name="Removes">True to remove the elements that any of the paths selects; false to keep only these
/// elements.</param>
internal sealed record ElementFilter(bool Removes, IReadOnlyList<ElementPath> Paths)
{
    public string Key => DigestCacheKey.Of([$"{Removes}", .. Paths.Select(path => path.Key)]);
}
