using System.Diagnostics.CodeAnalysis;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// One parse of an XML document with its signatures and ids. Everything that is verified, and everything that is read
/// afterwards, comes from this one tree, so that the document read is the document verified.
/// </summary>
public sealed class SignedDocument
{
    private readonly IdIndex _ids;

    private SignedDocument(XmlTree tree)
    {
        Tree = tree;
        _ids = new IdIndex(tree);
        Signatures = FindSignatures(tree);
        Work = new DigestBudget(tree.Length);
    }

    public XmlTree Tree { get; }

    /// <summary>Every ds:Signature in the document, nested ones included, in document order.</summary>
    public IReadOnlyList<Element> Signatures { get; }

    /// <summary>Whether any id occurs more than once, also where no signature refers to it.</summary>
    public bool HasRepeatedIds => _ids.IsAnyRepeated;

    internal bool IsRepeated(string id) => _ids.IsAnyRepeated && _ids.IsRepeated(id);

    internal DigestBudget Work { get; }

    public static bool TryRead(
        ReadOnlySpan<byte> document,
        TreeLimits limits,
        [NotNullWhen(true)] out SignedDocument? signed,
        [NotNullWhen(false)] out XmlRejection? rejection
    )
    {
        signed = XmlTree.TryParse(document, limits, out var tree, out rejection) ? new SignedDocument(tree) : null;
        return signed is not null;
    }

    /// <summary>The element with that id; null when there is none, or more than one.</summary>
    public Element? ById(string id) => _ids[id];

    private static List<Element> FindSignatures(XmlTree tree)
    {
        var isSignature = new bool[tree.Names.Count];
        for (var name = 0; name < isSignature.Length; name++)
            isSignature[name] =
                tree.Names.LocalName(name).SequenceEqual("Signature"u8)
                && tree.Names.Namespace(tree.Names[name].Namespace).SequenceEqual("http://www.w3.org/2000/09/xmldsig#"u8);
        var found = new List<Element>();
        if (!Array.Exists(isSignature, each => each))
            return found;
        var nodes = tree.Nodes;
        for (var node = tree.RootIndex; node < nodes.Length; node++)
            if (nodes[node].Kind == NodeKind.Element && isSignature[nodes[node].Name])
                found.Add(new Element(tree, node));
        return found;
    }
}
