namespace Gateway.Adapters.Xml;

/// <summary>What each prefix stands for at the place that is being read (Namespaces in XML 1.0, section 6).</summary>
internal sealed class NamespaceScope
{
    private const int Unbound = -1;

    private readonly NameTable _names;
    private readonly TreeLimits _limits;
    private int[] _bound = new int[32];
    private int _known;
    private (int Prefix, int Before)[] _open = new (int, int)[16];

    public NamespaceScope(NameTable names, TreeLimits limits)
    {
        _names = names;
        _limits = limits;
        Grow();
        _bound[NameTable.NoPrefix] = NameTable.NoNamespace;
        _bound[NameTable.XmlPrefix] = NameTable.XmlNamespace;
        _bound[NameTable.XmlnsPrefix] = NameTable.XmlnsNamespace;
    }

    /// <summary>The number of declarations in scope.</summary>
    public int Count { get; private set; }

    public void Declare(int prefix, int space, int at)
    {
        Grow();
        if (
            space == NameTable.XmlnsNamespace
            || prefix == NameTable.XmlnsPrefix
            || (space == NameTable.XmlNamespace) != (prefix == NameTable.XmlPrefix)
        )
            throw XmlRejected.Malformed(at, "A reserved prefix or namespace is declared.");
        if (space == NameTable.NoNamespace && prefix != NameTable.NoPrefix)
            throw XmlRejected.Malformed(at, "A prefix is declared to stand for nothing.");
        if (Count == _limits.MaxNamespacesInScope)
            throw XmlRejected.Limit(at, $"More than {_limits.MaxNamespacesInScope} namespaces are in scope of an element.");
        if (Count == _open.Length)
            Array.Resize(ref _open, 2 * Count);
        _open[Count++] = (prefix, _bound[prefix]);
        _bound[prefix] = space;
    }

    public int Lookup(int prefix, int at)
    {
        var space = prefix < _known ? _bound[prefix] : Unbound;
        return space != Unbound ? space : throw XmlRejected.Malformed(at, "A prefix is not declared.");
    }

    /// <summary>Removes the declarations made after this count.</summary>
    public void ReturnTo(int count)
    {
        while (Count > count)
        {
            var (prefix, before) = _open[--Count];
            _bound[prefix] = before;
        }
    }

    private void Grow()
    {
        if (_bound.Length < _names.WrittenCount)
            Array.Resize(ref _bound, 2 * _names.WrittenCount);
        if (_known >= _names.WrittenCount)
            return;
        _bound.AsSpan(_known, _names.WrittenCount - _known).Fill(Unbound);
        _known = _names.WrittenCount;
    }
}
