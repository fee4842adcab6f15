namespace Gateway.Adapters.Xml;

/// <summary>
/// One pass over a document in UTF-8 with its line ends normalised: prolog, content, end. Every byte is looked at once, and
/// what is not understood ends the parse.
/// </summary>
internal ref struct TreeParser
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly TreeLimits _limits;
    private readonly TreeBuilder _tree;
    private readonly NameTable _names;
    private readonly NamespaceScope _scope;
    private readonly (int Node, int NamespacesBefore)[] _open;
    private StartTag _tag;
    private int _at;
    private int _depth;
    private int _elements;

    private TreeParser(ReadOnlySpan<byte> source, TreeLimits limits, TreeBuilder tree, NameTable names)
    {
        _source = source;
        (_limits, _tree, _names) = (limits, tree, names);
        _scope = new NamespaceScope(names, limits);
        _open = new (int, int)[limits.MaxDepth];
        _tag = new StartTag(source, limits, tree, names, _scope);
    }

    /// <param name="source">Checked up to <paramref name="legal"/>: all before is UTF-8 and made of XML's
    /// characters.</param>
    /// <param name="start">After the XML declaration.</param>
    public static XmlTree Parse(byte[] source, int legal, int start, TreeLimits limits)
    {
        var tree = new TreeBuilder(legal);
        var names = new NameTable(limits);
        var parser = new TreeParser(source.AsSpan(0, legal), limits, tree, names) { _at = start };
        try
        {
            parser.Document();
        }
        catch (XmlRejected end) when (end.At >= legal && legal < source.Length)
        {
            throw XmlRejected.Malformed(legal, "Something here is not a character.");
        }
        return legal == source.Length
            ? tree.Build(source, names)
            : throw XmlRejected.Malformed(legal, "Something here is not a character.");
    }

    private void Document()
    {
        _tree.Add(NodeKind.Document, -1);
        while (!Misc())
            Markup(inProlog: true);
        Content();
        while (_at < _source.Length)
            if (Misc())
                throw XmlRejected.Malformed(_at, "There is a second document element.");
            else
                Markup(inProlog: false);
        _tree[0].End = _tree.NodeCount;
    }

    /// <summary>Passes white space outside the document element.</summary>
    /// <returns>Whether an element begins; else some other markup does, or the document has ended.</returns>
    private bool Misc()
    {
        while (_at < _source.Length && XmlChars.IsSpace(_source[_at]))
            _at++;
        if (_at == _source.Length)
            return false;
        if (_source[_at] != '<')
            throw XmlRejected.Malformed(_at, "There is text outside the document element.");
        return _at + 1 == _source.Length || _source[_at + 1] is not ((byte)'!' or (byte)'?');
    }

    private void Markup(bool inProlog)
    {
        if (_at == _source.Length)
        {
            if (inProlog)
                throw Ended();
            return;
        }
        var rest = _source[_at..];
        if (inProlog && rest.StartsWith("<!DOCTYPE"u8))
            throw new XmlRejected(XmlFlaw.Doctype, _at, "Documents with a document type declaration are not read.");
        if (rest[1] == '?')
            Instruction(0);
        else if (rest.StartsWith("<!--"u8))
            Comment(0);
        else
            throw XmlRejected.Malformed(_at, "Markup is not expected here.");
    }

    /// <summary>The document element and all in it.</summary>
    private void Content()
    {
        Element();
        while (_depth > 0)
        {
            if (_at >= _source.Length)
                throw Ended();
            if (_tree.NodeCount > _limits.MaxNodes)
                throw XmlRejected.Limit(_at, $"There are more than {_limits.MaxNodes} elements, texts and comments.");
            if (_source[_at] != '<')
            {
                _at = CharacterData.Read(_source, _at, _tree, Parent);
                continue;
            }
            switch (_at + 1 < _source.Length ? _source[_at + 1] : 0)
            {
                case '/':
                    EndTag();
                    break;
                case '?':
                    Instruction(Parent);
                    break;
                case '!' when _source[_at..].StartsWith("<!--"u8):
                    Comment(Parent);
                    break;
                case '!' when _source[_at..].StartsWith("<![CDATA["u8):
                    Cdata();
                    break;
                case '!':
                    throw XmlRejected.Malformed(_at, "Markup is not expected here.");
                default:
                    Element();
                    break;
            }
        }
    }

    private readonly int Parent => _open[_depth - 1].Node;

    private void Element()
    {
        if (++_elements > _limits.MaxElements)
            throw XmlRejected.Limit(_at, $"There are more than {_limits.MaxElements} elements.");
        if (_depth == _limits.MaxDepth)
            throw XmlRejected.Limit(_at, $"Elements are nested deeper than {_limits.MaxDepth}.");
        var before = _scope.Count;
        var node = _tree.NodeCount;
        _at = _tag.Read(_at + 1, _depth == 0 ? 0 : Parent, out var isEmpty);
        if (isEmpty)
            _scope.ReturnTo(before);
        else
            _open[_depth++] = (node, before);
    }

    private void EndTag()
    {
        var (node, before) = _open[_depth - 1];
        var name = _names.QualifiedName(_tree[node].Name);
        var at = _at + 2;
        if (!_source[at..].StartsWith(name))
            throw Mismatch(at);
        at += name.Length;
        while (at < _source.Length && XmlChars.IsSpace(_source[at]))
            at++;
        if (at >= _source.Length)
            throw Ended();
        if (_source[at] != '>')
            throw Mismatch(at);
        _at = at + 1;
        _tree[node].End = _tree.NodeCount;
        _scope.ReturnTo(before);
        _depth--;
    }

    private void Comment(int parent)
    {
        var start = _at + 4;
        var length = Until("--"u8, start);
        var end = start + length + 2;
        if (end >= _source.Length)
            throw Ended();
        if (_source[end] != '>')
            throw XmlRejected.Malformed(end, "A comment holds two hyphens.");
        Add(NodeKind.Comment, parent, start, length);
        _at = end + 1;
    }

    private void Cdata()
    {
        var start = _at + 9;
        var length = Until("]]>"u8, start);
        Add(NodeKind.Cdata, Parent, start, length).IsPlain = !CharacterData.IsEscaped(_source.Slice(start, length));
        _at = start + length + 3;
    }

    private void Instruction(int parent)
    {
        var start = _at + 2;
        var at = start;
        while (at < _source.Length && _source[at] != '?' && !XmlChars.IsSpace(_source[at]))
            at++;
        if (at >= _source.Length)
            throw Ended();
        var target = _source[start..at];
        if (target.Length == 3 && (target[0] | 0x20) == 'x' && (target[1] | 0x20) == 'm' && (target[2] | 0x20) == 'l')
            throw XmlRejected.Malformed(start, "An XML declaration stands elsewhere than at the beginning.");
        var name = _names.Resolve(_names.InternTarget(target, start), NameTable.NoNamespace, start);
        if (_source[at] == '?' && !_source[at..].StartsWith("?>"u8))
            throw XmlRejected.Malformed(at, "A name is expected here.");
        while (at < _source.Length && XmlChars.IsSpace(_source[at]))
            at++;
        var length = Until("?>"u8, at);
        Add(NodeKind.Instruction, parent, at, length).Name = name;
        _at = at + length + 2;
    }

    private readonly ref TreeNode Add(NodeKind kind, int parent, int start, int length)
    {
        ref var node = ref _tree.Add(kind, parent);
        (node.Start, node.Length) = (start, length);
        return ref node;
    }

    private readonly int Until(ReadOnlySpan<byte> end, int start)
    {
        var length = start <= _source.Length ? _source[start..].IndexOf(end) : -1;
        return length >= 0 ? length : throw Ended();
    }

    private readonly XmlRejected Ended() => XmlRejected.Malformed(_source.Length, "The document ends too early.");

    private readonly XmlRejected Mismatch(int at) =>
        XmlRejected.Malformed(Math.Min(at, _source.Length), "An end tag does not match its start tag.");
}
