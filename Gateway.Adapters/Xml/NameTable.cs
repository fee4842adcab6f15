namespace Gateway.Adapters.Xml;

/// <summary>
/// The names of a document by number: as they are written (<c>ds:Object</c>), and in their namespace. A prefix and a local
/// part are names as well, so that one table numbers all three.
/// </summary>
internal sealed class NameTable
{
    public const int NoPrefix = 0;
    public const int XmlPrefix = 1;
    public const int XmlnsPrefix = 2;
    public const int NoNamespace = 0;
    public const int XmlNamespace = 1;
    public const int XmlnsNamespace = 2;

    private readonly TreeLimits _limits;
    private readonly ByteTable _written = new();
    private readonly ByteTable _namespaces = new();
    private readonly Dictionary<(int, int), int> _names = [];
    private readonly Dictionary<(int, int), int> _expanded = [];
    private QName[] _qnames = new QName[32];
    private Name[] _byNumber = new Name[32];
    private int _count;

    public NameTable(TreeLimits limits)
    {
        _limits = limits;
        foreach (var reserved in new[] { ""u8.ToArray(), "xml"u8.ToArray(), "xmlns"u8.ToArray() })
        {
            var number = _written.Intern(reserved, out _);
            _qnames[number] = new QName { Local = number, LastNamespace = -1 };
        }
        _namespaces.Intern(""u8, out _);
        _namespaces.Intern("http://www.w3.org/XML/1998/namespace"u8, out _);
        _namespaces.Intern("http://www.w3.org/2000/xmlns/"u8, out _);
    }

    /// <summary>The number of names in the table. The number of every name is smaller.</summary>
    public int Count => _count;

    /// <summary>How many different strings names, prefixes and local parts are.</summary>
    public int WrittenCount => _written.Count;

    public ReadOnlySpan<byte> Written(int written) => _written[written];

    /// <summary>The number of a string that is written somewhere; below zero when it is not.</summary>
    public int FindWritten(ReadOnlySpan<byte> text) => _written.Find(text);

    public ReadOnlySpan<byte> Namespace(int number) => _namespaces[number];

    public Name this[int name] => _byNumber[name];

    public ReadOnlySpan<byte> QualifiedName(int name) => _written[_byNumber[name].Written];

    public ReadOnlySpan<byte> LocalName(int name) => _written[_byNumber[name].Local];

    public int PrefixOf(int written) => _qnames[written].Prefix;

    public int LocalOf(int written) => _qnames[written].Local;

    /// <summary>
    /// The number of a name as written, which must be a qualified one (Namespaces in XML 1.0, production 7).
    /// </summary>
    public int Intern(ReadOnlySpan<byte> name, int at)
    {
        var written = _written.Intern(name, out var isNew);
        if (isNew)
            Check(name, written, at);
        return written != NoPrefix ? written : throw XmlRejected.Malformed(at, "A name is expected here.");
    }

    /// <summary>The same for a name that may hold no colon: the target of an instruction.</summary>
    public int InternTarget(ReadOnlySpan<byte> name, int at)
    {
        var written = Intern(name, at);
        return PrefixOf(written) == NoPrefix
            ? written
            : throw XmlRejected.Malformed(at, "A name holds a colon where it may not.");
    }

    public int InternNamespace(ReadOnlySpan<byte> uri, int at)
    {
        if (uri.Length > _limits.MaxNameLength)
            throw XmlRejected.Limit(at, $"A namespace is longer than {_limits.MaxNameLength} bytes.");
        var number = _namespaces.Intern(uri, out var isNew);
        if (isNew && _namespaces.Count > _limits.MaxNames)
            throw TooMany(at);
        return number;
    }

    /// <summary>The number of a written name in a namespace.</summary>
    public int Resolve(int written, int space, int at)
    {
        ref var qname = ref _qnames[written];
        if (qname.LastNamespace == space)
            return qname.LastName;
        if (!_names.TryGetValue((written, space), out var name))
        {
            name = _count;
            if (name == _byNumber.Length)
                Array.Resize(ref _byNumber, 2 * name);
            if (name > _limits.MaxNames)
                throw TooMany(at);
            var same = (qname.Local, space);
            if (!_expanded.TryGetValue(same, out var expanded))
                _expanded.Add(same, expanded = _expanded.Count);
            _byNumber[name] = new Name(written, qname.Prefix, qname.Local, space, expanded);
            _names.Add((written, space), name);
            _count++;
        }
        qname.LastNamespace = space;
        qname.LastName = name;
        return name;
    }

    private void Check(ReadOnlySpan<byte> name, int written, int at)
    {
        if (_written.Count > _limits.MaxNames)
            throw TooMany(at);
        if (name.Length > _limits.MaxNameLength)
            throw XmlRejected.Limit(at, $"A name is longer than {_limits.MaxNameLength} bytes.");
        var colon = name.IndexOf((byte)':');
        if (!XmlChars.IsNCName(name[(colon + 1)..]) || (colon >= 0 && !XmlChars.IsNCName(name[..colon])))
            throw XmlRejected.Malformed(at, "A name is expected here.");
        var (prefix, local) = colon < 0 ? (NoPrefix, written) : (Intern(name[..colon], at), Intern(name[(colon + 1)..], at));
        if (_written.Count > _qnames.Length)
            Array.Resize(ref _qnames, 2 * _written.Count);
        _qnames[written] = new QName
        {
            Prefix = prefix,
            Local = local,
            LastNamespace = -1,
        };
    }

    private XmlRejected TooMany(int at) => XmlRejected.Limit(at, $"There are more than {_limits.MaxNames} different names.");

    /// <param name="Expanded">The same for two names that differ in nothing but their prefix.</param>
    internal readonly record struct Name(int Written, int Prefix, int Local, int Namespace, int Expanded);

    private struct QName
    {
        public int Prefix;
        public int Local;
        public int LastNamespace;
        public int LastName;
    }
}
