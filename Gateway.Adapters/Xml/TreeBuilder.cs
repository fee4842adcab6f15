namespace Gateway.Adapters.Xml;

/// <summary>
/// Collects the nodes of a tree in document order, and the values that do not stand in the source as they are.
/// </summary>
internal sealed class TreeBuilder(int sourceLength)
{
    private TreeNode[] _nodes = new TreeNode[16 + Math.Min(sourceLength / 24, 1 << 20)];
    private TreeAttribute[] _attributes = new TreeAttribute[16 + Math.Min(sourceLength / 128, 1 << 18)];
    private TreeDeclaration[] _declarations = new TreeDeclaration[16];
    private byte[] _made = [];
    private int _madeCount;

    public int NodeCount { get; private set; }

    public int AttributeCount { get; private set; }

    public int DeclarationCount { get; private set; }

    public ref TreeNode this[int node] => ref _nodes[node];

    public ref TreeNode Add(NodeKind kind, int parent)
    {
        if (NodeCount == _nodes.Length)
            Array.Resize(ref _nodes, 2 * NodeCount);
        ref var node = ref _nodes[NodeCount++];
        node.Kind = kind;
        node.Parent = parent;
        node.End = NodeCount;
        return ref node;
    }

    public void Add(in TreeAttribute attribute)
    {
        if (AttributeCount == _attributes.Length)
            Array.Resize(ref _attributes, 2 * AttributeCount);
        _attributes[AttributeCount++] = attribute;
    }

    public void Add(in TreeDeclaration declaration)
    {
        if (DeclarationCount == _declarations.Length)
            Array.Resize(ref _declarations, 2 * DeclarationCount);
        _declarations[DeclarationCount++] = declaration;
    }

    public Span<TreeAttribute> AttributesFrom(int first) => _attributes.AsSpan(first, AttributeCount - first);

    public Span<TreeDeclaration> DeclarationsFrom(int first) => _declarations.AsSpan(first, DeclarationCount - first);

    /// <summary>Where the next made value starts, as nodes say it: below zero.</summary>
    public int NextMade => ~_madeCount;

    public void Make(ReadOnlySpan<byte> bytes)
    {
        if (_made.Length - _madeCount < bytes.Length)
            Array.Resize(ref _made, Math.Max(_madeCount + bytes.Length, Math.Max(256, 2 * _made.Length)));
        bytes.CopyTo(_made.AsSpan(_madeCount));
        _madeCount += bytes.Length;
    }

    public int MadeSince(int start) => _madeCount - ~start;

    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> source, int start, int length) =>
        start >= 0 ? source.Slice(start, length) : _made.AsSpan(~start, length);

    public XmlTree Build(byte[] source, NameTable names) =>
        new(source, _made, _nodes, NodeCount, _attributes, _declarations, names);
}
