using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>
/// An XML document, read once and immutable (XML 1.0, Namespaces in XML 1.0). Everything that is verified, digested or read
/// from a signed document is read from this tree. It keeps the bytes and the position of each node.
/// </summary>
public sealed class XmlTree
{
    private readonly byte[] _source;
    private readonly byte[] _made;
    private readonly TreeNode[] _nodes;
    private readonly TreeAttribute[] _attributes;
    private readonly TreeDeclaration[] _declarations;

    /// <summary>The namespaces of the last walk, to be used again (<see cref="NamespaceOutput.Take"/>).</summary>
    internal NamespaceOutput? SpareNamespaces;

    internal XmlTree(
        byte[] source,
        byte[] made,
        TreeNode[] nodes,
        int nodeCount,
        TreeAttribute[] attributes,
        TreeDeclaration[] declarations,
        NameTable names
    )
    {
        (_source, _made, _nodes, NodeCount) = (source, made, nodes, nodeCount);
        (_attributes, _declarations, Names) = (attributes, declarations, names);
        RootIndex = 1;
        while (_nodes[RootIndex].Kind != NodeKind.Element)
            RootIndex++;
    }

    /// <summary>The document element.</summary>
    public Element Root => new(this, RootIndex);

    /// <summary>The length of the document in UTF-8.</summary>
    public int Length => _source.Length;

    internal int RootIndex { get; }

    internal int NodeCount { get; }

    internal NameTable Names { get; }

    internal ReadOnlySpan<TreeNode> Nodes => _nodes.AsSpan(0, NodeCount);

    /// <summary>Never throws for what is in the document: every flaw is a rejection.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> document,
        TreeLimits limits,
        [NotNullWhen(true)] out XmlTree? tree,
        [NotNullWhen(false)] out XmlRejection? rejection
    )
    {
        (tree, rejection) = (null, null);
        byte[] source = [];
        try
        {
            XmlSource.Read(document, limits, out source, out var start);
            tree = TreeParser.Parse(source, XmlChars.FirstIllegal(source), start, limits);
            return true;
        }
        catch (XmlRejected rejected)
        {
            rejection = Locate(rejected, source);
            return false;
        }
    }

    internal ref readonly TreeNode this[int node] => ref _nodes[node];

    internal ReadOnlySpan<byte> Value(in TreeNode node) => Bytes(node.Start, node.Length);

    internal ReadOnlySpan<byte> Value(in TreeAttribute attribute) => Bytes(attribute.Start, attribute.Length);

    internal ReadOnlySpan<TreeAttribute> Attributes(in TreeNode element) =>
        _attributes.AsSpan(element.Start, element.AttributeCount);

    internal ReadOnlySpan<TreeDeclaration> Declarations(in TreeNode element) =>
        _declarations.AsSpan(element.Length, element.DeclarationCount);

    private ReadOnlySpan<byte> Bytes(int start, int length) =>
        start >= 0 ? _source.AsSpan(start, length) : _made.AsSpan(~start, length);

    private static XmlRejection Locate(XmlRejected rejected, byte[] source)
    {
        if (rejected.At < 0)
            return new XmlRejection(rejected.Flaw, 0, 0, rejected.Message);
        var before = source.AsSpan(0, Math.Min(rejected.At, source.Length));
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new XmlRejection(rejected.Flaw, line, column, rejected.Message);
    }
}
