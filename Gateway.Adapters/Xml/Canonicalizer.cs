using System.Buffers;

namespace Gateway.Adapters.Xml;

/// <summary>
/// Writes a node-set in canonical form (Canonical XML 1.0 and 1.1, section 2.3; exclusive, section 3): one walk along the
/// nodes, each namespace looked at where it is declared or used, and nothing built in between.
/// </summary>
internal ref struct Canonicalizer
{
    private static readonly SearchValues<byte> EscapedInText = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> EscapedInValues = SearchValues.Create("&<\"\t\n\r"u8);

    private readonly XmlTree _tree;
    private readonly CanonicalForm _form;
    private readonly OctetSink _sink;
    private readonly NamespaceOutput _namespaces;
    private Open[] _open = new Open[32];
    private int _depth;

    private Canonicalizer(XmlTree tree, CanonicalForm form, OctetSink sink, NamespaceOutput namespaces) =>
        (_tree, _form, _sink, _namespaces) = (tree, form, sink, namespaces);

    public static void Write(NodeSet set, CanonicalForm form, OctetSink sink)
    {
        var namespaces = NamespaceOutput.Take(set.Tree, form);
        try
        {
            new Canonicalizer(set.Tree, form, sink, namespaces).Write(set.Ranges, form.WithComments && set.WithComments);
            sink.Flush();
        }
        finally
        {
            namespaces.GiveBack();
        }
    }

    private void Write(ReadOnlySpan<NodeRange> ranges, bool withComments)
    {
        var nodes = _tree.Nodes;
        foreach (var (from, to) in ranges)
            for (var at = from; at < to; at++)
            {
                while (_depth > 0 && _open[_depth - 1].End <= at)
                    EndTag();
                ref readonly var node = ref nodes[at];
                switch (node.Kind)
                {
                    case NodeKind.Element:
                        StartTag(at, node);
                        break;
                    case NodeKind.Text or NodeKind.Cdata:
                        Text(_tree.Value(node), node.IsPlain);
                        break;
                    case NodeKind.Comment when withComments:
                        Aside(at, node);
                        break;
                    case NodeKind.Instruction:
                        Aside(at, node);
                        break;
                }
            }
        while (_depth > 0)
            EndTag();
    }

    private void StartTag(int at, in TreeNode node)
    {
        if (_depth == _open.Length)
            Array.Resize(ref _open, 2 * _depth);
        var isApex = _depth == 0;
        _open[_depth++] = new Open(node.End, node.Name, _namespaces.Count);
        _sink.Write((byte)'<');
        _sink.Write(_tree.Names.QualifiedName(node.Name));
        foreach (var (prefix, space) in _namespaces.At(at, isApex))
        {
            _sink.Write(" xmlns"u8);
            if (prefix != NameTable.NoPrefix)
            {
                _sink.Write((byte)':');
                _sink.Write(_tree.Names.Written(prefix));
            }
            _sink.Write("=\""u8);
            Value(_tree.Names.Namespace(space), isPlain: false);
            _sink.Write((byte)'"');
        }
        if (isApex && _form.Method != Canonicalization.Exclusive && node.Parent > 0)
            foreach (var (name, value) in InheritedAttributes.At(_tree, at, _form.Method))
                Attribute(name, value, isPlain: false);
        else
            foreach (ref readonly var attribute in _tree.Attributes(node))
                Attribute(_tree.Names.QualifiedName(attribute.Name), _tree.Value(attribute), attribute.IsPlain);
        _sink.Write((byte)'>');
    }

    private void EndTag()
    {
        var (_, name, namespaces) = _open[--_depth];
        _namespaces.ReturnTo(namespaces);
        _sink.Write("</"u8);
        _sink.Write(_tree.Names.QualifiedName(name));
        _sink.Write((byte)'>');
    }

    private readonly void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isPlain)
    {
        _sink.Write((byte)' ');
        _sink.Write(name);
        _sink.Write("=\""u8);
        Value(value, isPlain);
        _sink.Write((byte)'"');
    }

    /// <summary>A comment or an instruction; outside the document element each has a line of its own.</summary>
    private readonly void Aside(int at, in TreeNode node)
    {
        if (node.Parent == 0 && at > _tree.RootIndex)
            _sink.Write((byte)'\n');
        if (node.Kind == NodeKind.Comment)
        {
            _sink.Write("<!--"u8);
            _sink.Write(_tree.Value(node));
            _sink.Write("-->"u8);
        }
        else
        {
            _sink.Write("<?"u8);
            _sink.Write(_tree.Names.QualifiedName(node.Name));
            if (node.Length > 0)
                _sink.Write((byte)' ');
            _sink.Write(_tree.Value(node));
            _sink.Write("?>"u8);
        }
        if (node.Parent == 0 && at < _tree.RootIndex)
            _sink.Write((byte)'\n');
    }

    private readonly void Text(ReadOnlySpan<byte> text, bool isPlain)
    {
        if (isPlain)
            _sink.Write(text);
        else
            Escape(text, EscapedInText);
    }

    private readonly void Value(ReadOnlySpan<byte> value, bool isPlain)
    {
        if (isPlain)
            _sink.Write(value);
        else
            Escape(value, EscapedInValues);
    }

    private readonly void Escape(ReadOnlySpan<byte> text, SearchValues<byte> escaped)
    {
        for (int found; (found = text.IndexOfAny(escaped)) >= 0; text = text[(found + 1)..])
        {
            _sink.Write(text[..found]);
            _sink.Write(
                text[found] switch
                {
                    (byte)'&' => "&amp;"u8,
                    (byte)'<' => "&lt;"u8,
                    (byte)'>' => "&gt;"u8,
                    (byte)'"' => "&quot;"u8,
                    (byte)'\t' => "&#x9;"u8,
                    (byte)'\n' => "&#xA;"u8,
                    _ => "&#xD;"u8,
                }
            );
        }
        _sink.Write(text);
    }

    /// <param name="End">The first node after the element.</param>
    /// <param name="Namespaces">How many were written before it.</param>
    private readonly record struct Open(int End, int Name, int Namespaces);
}
