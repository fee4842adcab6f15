using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>
/// Which namespace declarations canonical form writes at an element: those that tell more than the ones written around it
/// (Canonical XML, 2.3), in the exclusive form only for prefixes the element itself uses, or that are on the list.
/// </summary>
internal sealed class NamespaceOutput
{
    private const int Nothing = -1;

    private readonly XmlTree _tree;
    private readonly CanonicalForm _form;
    private readonly bool _isExclusive;
    private readonly bool[] _isListed = [];
    private readonly int[] _written;
    private readonly int[] _seenAt;
    private readonly List<(int Prefix, int Namespace)> _here = [];
    private readonly Comparison<(int Prefix, int Namespace)> _byPrefix;
    private (int Prefix, int Before)[] _log = new (int, int)[16];
    private int _walk;

    private NamespaceOutput(XmlTree tree, CanonicalForm form)
    {
        (_tree, _form) = (tree, form);
        _isExclusive = form.Method == Canonicalization.Exclusive;
        _written = new int[tree.Names.WrittenCount];
        _written.AsSpan(1).Fill(Nothing); // no default namespace is as good as written
        _seenAt = new int[tree.Names.WrittenCount];
        _byPrefix = (a, b) => tree.Names.Written(a.Prefix).SequenceCompareTo(tree.Names.Written(b.Prefix));
        if (_isExclusive && form.InclusivePrefixes.Count > 0)
            _isListed = Listed(form.InclusivePrefixes);
    }

    /// <summary>
    /// Takes tables for one walk. They are as long as the document has names, so a document of many names and many small
    /// parts reuses the same ones.
    /// </summary>
    public static NamespaceOutput Take(XmlTree tree, CanonicalForm form)
    {
        var spare = Interlocked.Exchange(ref tree.SpareNamespaces, null);
        return spare is not null && spare._form.Equals(form) ? spare : new NamespaceOutput(tree, form);
    }

    public void GiveBack()
    {
        ReturnTo(0);
        _tree.SpareNamespaces = this;
    }

    /// <summary>How many declarations are in force in the output.</summary>
    public int Count { get; private set; }

    /// <summary>What to write at an element, by prefix. Good until the next call.</summary>
    public List<(int Prefix, int Namespace)> At(int element, bool isApex)
    {
        _here.Clear();
        ref readonly var node = ref _tree[element];
        if (_isExclusive)
            Used(node);
        if (!_isExclusive || _isListed.Length > 0)
        {
            if (isApex)
                InScope(element);
            else
                foreach (ref readonly var declaration in _tree.Declarations(node))
                    Declared(declaration);
        }
        if (_here.Count > 1)
            _here.Sort(_byPrefix);
        return _here;
    }

    public void ReturnTo(int count)
    {
        while (Count > count)
        {
            var (prefix, before) = _log[--Count];
            _written[prefix] = before;
        }
    }

    private void Used(in TreeNode node)
    {
        var names = _tree.Names;
        var name = names[node.Name];
        Write(name.Prefix, name.Namespace);
        foreach (ref readonly var attribute in _tree.Attributes(node))
        {
            name = names[attribute.Name];
            if (name.Prefix != NameTable.NoPrefix)
                Write(name.Prefix, name.Namespace);
        }
    }

    private void InScope(int apex)
    {
        _walk++;
        for (var around = apex; around > 0; around = _tree[around].Parent)
            foreach (ref readonly var declaration in _tree.Declarations(_tree[around]))
            {
                if (_seenAt[declaration.Prefix] == _walk)
                    continue;
                _seenAt[declaration.Prefix] = _walk;
                Declared(declaration);
            }
    }

    private void Declared(in TreeDeclaration declaration)
    {
        if (!_isExclusive || _isListed[declaration.Prefix])
            Write(declaration.Prefix, declaration.Namespace);
    }

    private void Write(int prefix, int space)
    {
        if (_written[prefix] == space || prefix == NameTable.XmlPrefix)
            return;
        if (Count == _log.Length)
            Array.Resize(ref _log, 2 * Count);
        _log[Count++] = (prefix, _written[prefix]);
        _written[prefix] = space;
        _here.Add((prefix, space));
    }

    private bool[] Listed(IReadOnlyList<string> prefixes)
    {
        var listed = new bool[_tree.Names.WrittenCount];
        foreach (var prefix in prefixes)
            if (_tree.Names.FindWritten(Encoding.UTF8.GetBytes(prefix)) is var written and >= 0)
                listed[written] = true;
        return listed;
    }
}
