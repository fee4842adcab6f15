namespace Gateway.Adapters.Xml;

/// <summary>
/// Reads one start tag after the other: name, attributes, namespaces, and puts the attributes in canonical order.
/// </summary>
internal ref struct StartTag
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly TreeLimits _limits;
    private readonly TreeBuilder _tree;
    private readonly NameTable _names;
    private readonly NamespaceScope _scope;
    private int[] _lastElementWith = new int[32];

    public StartTag(ReadOnlySpan<byte> source, TreeLimits limits, TreeBuilder tree, NameTable names, NamespaceScope scope)
    {
        _source = source;
        (_limits, _tree, _names, _scope) = (limits, tree, names, scope);
    }

    /// <param name="start">After the <c>&lt;</c>.</param>
    /// <returns>Where the tag has ended.</returns>
    public int Read(int start, int parent, out bool isEmpty)
    {
        var at = NameEnd(start);
        var written = _names.Intern(_source[start..at], start);
        var firstAttribute = _tree.AttributeCount;
        var firstDeclaration = _tree.DeclarationCount;
        var number = _tree.NodeCount;
        _tree.Add(NodeKind.Element, parent);
        for (; ; )
        {
            var next = SkipSpace(at);
            if (next >= _source.Length)
                throw Ended();
            var b = _source[next];
            if (b is (byte)'>' or (byte)'/')
            {
                isEmpty = b == '/';
                at = next + 1;
                break;
            }
            if (next == at)
                throw XmlRejected.Malformed(at, "White space is expected here.");
            at = Attribute(next, number);
            if (_tree.AttributeCount - firstAttribute + _tree.DeclarationCount - firstDeclaration > _limits.MaxAttributes)
                throw XmlRejected.Limit(next, $"An element has more than {_limits.MaxAttributes} attributes.");
        }
        if (isEmpty && (at >= _source.Length || _source[at++] != '>'))
            throw at >= _source.Length ? Ended() : XmlRejected.Malformed(at - 1, "A tag does not end.");

        var attributes = _tree.AttributesFrom(firstAttribute);
        var declarations = _tree.DeclarationsFrom(firstDeclaration);
        ref var node = ref _tree[number];
        var prefix = _names.PrefixOf(written);
        if (prefix == NameTable.XmlnsPrefix)
            throw XmlRejected.Malformed(start, "The prefix xmlns is kept for declarations.");
        node.Name = _names.Resolve(written, _scope.Lookup(prefix, start), start);
        (node.Start, node.AttributeCount) = (firstAttribute, (ushort)attributes.Length);
        (node.Length, node.DeclarationCount) = (firstDeclaration, (ushort)declarations.Length);
        if (attributes.Length > 0)
            Settle(attributes, number, start);
        if (declarations.Length > 1)
            RequireOnce(declarations, start);
        return at;
    }

    private int Attribute(int start, int element)
    {
        var at = NameEnd(start);
        var written = _names.Intern(_source[start..at], start);
        at = SkipSpace(at);
        if (at >= _source.Length)
            throw Ended();
        if (_source[at] != '=')
            throw XmlRejected.Malformed(at, "An attribute has no value.");
        at = SkipSpace(at + 1);
        if (at >= _source.Length)
            throw Ended();
        var quote = _source[at];
        if (quote is not ((byte)'"' or (byte)'\''))
            throw XmlRejected.Malformed(at, "A value is not in quotes.");
        var attribute = new TreeAttribute { Name = written };
        at = CharacterData.ReadValue(_source, at + 1, quote, _tree, ref attribute) + 1;
        if (attribute.Length > _limits.MaxAttributeLength)
            throw XmlRejected.Limit(start, $"An attribute is longer than {_limits.MaxAttributeLength} bytes.");

        if (written == NameTable.XmlnsPrefix)
            Declare(NameTable.NoPrefix, attribute, start);
        else if (_names.PrefixOf(written) == NameTable.XmlnsPrefix)
            Declare(_names.LocalOf(written), attribute, start);
        else
            _tree.Add(attribute);
        return at;
    }

    private readonly void Declare(int prefix, in TreeAttribute attribute, int at)
    {
        var space = _names.InternNamespace(_tree.Value(_source, attribute.Start, attribute.Length), at);
        _scope.Declare(prefix, space, at);
        _tree.Add(new TreeDeclaration { Prefix = prefix, Namespace = space });
    }

    /// <summary>
    /// Resolves the prefixes of the attributes, now that all declarations are known, and requires each name once.
    /// </summary>
    private void Settle(Span<TreeAttribute> attributes, int element, int at)
    {
        foreach (ref var attribute in attributes)
        {
            var prefix = _names.PrefixOf(attribute.Name);
            var space = prefix == NameTable.NoPrefix ? NameTable.NoNamespace : _scope.Lookup(prefix, at);
            attribute.Name = _names.Resolve(attribute.Name, space, at);
            var expanded = _names[attribute.Name].Expanded;
            if (expanded >= _lastElementWith.Length)
                Array.Resize(ref _lastElementWith, 2 * expanded);
            if (_lastElementWith[expanded] == element)
                throw XmlRejected.Malformed(at, "An element has an attribute twice.");
            _lastElementWith[expanded] = element;
            if (space == NameTable.XmlNamespace)
                RequireKnownSpace(attribute, at);
        }
        if (attributes.Length > 1)
            CanonicalOrder.Sort(attributes, _names);
    }

    private readonly void RequireOnce(Span<TreeDeclaration> declarations, int at)
    {
        CanonicalOrder.Sort(declarations, _names);
        for (var i = 1; i < declarations.Length; i++)
            if (declarations[i].Prefix == declarations[i - 1].Prefix)
                throw XmlRejected.Malformed(at, "An element has an attribute twice.");
    }

    /// <summary>xml:space has two values (XML 1.0, 2.10); .NET's reader holds documents to that.</summary>
    private readonly void RequireKnownSpace(in TreeAttribute attribute, int at)
    {
        if (!_names.LocalName(attribute.Name).SequenceEqual("space"u8))
            return;
        var value = _tree.Value(_source, attribute.Start, attribute.Length).Trim(" \t\r\n"u8);
        if (!value.SequenceEqual("preserve"u8) && !value.SequenceEqual("default"u8))
            throw XmlRejected.Malformed(at, "xml:space is neither preserve nor default.");
    }

    /// <summary>The end of a possible name; each new name is validated once.</summary>
    private readonly int NameEnd(int at)
    {
        var source = _source;
        while (
            (uint)at < (uint)source.Length
            && source[at] is not ((byte)' ' or (byte)'>' or (byte)'=' or (byte)'/' or (byte)'\n' or (byte)'\t' or (byte)'\r')
        )
            at++;
        return at < source.Length ? at : throw Ended();
    }

    private readonly int SkipSpace(int at)
    {
        while ((uint)at < (uint)_source.Length && XmlChars.IsSpace(_source[at]))
            at++;
        return at;
    }

    private readonly XmlRejected Ended() => XmlRejected.Malformed(_source.Length, "The document ends too early.");
}
