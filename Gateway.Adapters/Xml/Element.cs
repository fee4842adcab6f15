using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>An element of a tree, to read from. Two are equal when they are the same element.</summary>
public readonly record struct Element
{
    internal Element(XmlTree tree, int index) => (Tree, Index) = (tree, index);

    public XmlTree Tree { get; }

    internal int Index { get; }

    public string LocalName => Encoding.UTF8.GetString(Tree.Names.LocalName(Node.Name));

    public string Namespace => Encoding.UTF8.GetString(Tree.Names.Namespace(Tree.Names[Node.Name].Namespace));

    /// <summary>As it is written, with its prefix.</summary>
    public string QualifiedName => Encoding.UTF8.GetString(Tree.Names.QualifiedName(Node.Name));

    public Element? Parent => Node.Parent > 0 ? new Element(Tree, Node.Parent) : null;

    /// <summary>Whether only white space follows it in its parent.</summary>
    public bool IsLastChild
    {
        get
        {
            var end = Tree[Node.Parent].End;
            for (var after = Node.End; after < end; after = Tree[after].End)
                if (Tree[after].Kind != NodeKind.Text || Tree.Value(Tree[after]).ContainsAnyExcept(" \t\r\n"u8))
                    return false;
            return true;
        }
    }

    internal ref readonly TreeNode Node => ref Tree[Index];

    public bool Is(string localName, string space)
    {
        var name = Tree.Names[Node.Name];
        return Same(Tree.Names.Written(name.Local), localName) && Same(Tree.Names.Namespace(name.Namespace), space);
    }

    /// <summary>Whether this is that element or in it.</summary>
    public bool IsWithin(Element other) => Index >= other.Index && Index < other.Node.End;

    /// <summary>The child elements, in document order.</summary>
    public IEnumerable<Element> Elements()
    {
        var end = Node.End;
        for (var child = Index + 1; child < end; child = Tree[child].End)
            if (Tree[child].Kind == NodeKind.Element)
                yield return new Element(Tree, child);
    }

    /// <summary>This element and all in it, in document order.</summary>
    public IEnumerable<Element> Descendants()
    {
        var end = Node.End;
        for (var node = Index; node < end; node++)
            if (Tree[node].Kind == NodeKind.Element)
                yield return new Element(Tree, node);
    }

    /// <summary>The kinds of nodes directly in it.</summary>
    public IEnumerable<NodeKind> ChildKinds()
    {
        var end = Node.End;
        for (var child = Index + 1; child < end; child = Tree[child].End)
            yield return Tree[child].Kind;
    }

    /// <summary>The value of an attribute; null when the element does not have it.</summary>
    public string? Attribute(string localName, string space = "")
    {
        foreach (ref readonly var attribute in Tree.Attributes(Node))
        {
            var name = Tree.Names[attribute.Name];
            if (Same(Tree.Names.Written(name.Local), localName) && Same(Tree.Names.Namespace(name.Namespace), space))
                return Encoding.UTF8.GetString(Tree.Value(attribute));
        }
        return null;
    }

    /// <summary>All attributes but namespace declarations.</summary>
    public IReadOnlyList<ElementAttribute> Attributes()
    {
        var list = new List<ElementAttribute>();
        foreach (ref readonly var attribute in Tree.Attributes(Node))
        {
            var name = Tree.Names[attribute.Name];
            list.Add(
                new ElementAttribute(
                    Encoding.UTF8.GetString(Tree.Names.QualifiedName(attribute.Name)),
                    Encoding.UTF8.GetString(Tree.Names.Written(name.Local)),
                    Encoding.UTF8.GetString(Tree.Names.Namespace(name.Namespace)),
                    Encoding.UTF8.GetString(Tree.Value(attribute))
                )
            );
        }
        return list;
    }

    /// <summary>The text directly in it, sections of CDATA included; comments do not split it.</summary>
    public string Text => Encoding.UTF8.GetString(TextBytes());

    internal byte[] TextBytes()
    {
        var length = 0;
        var end = Node.End;
        for (var child = Index + 1; child < end; child = Tree[child].End)
            if (Tree[child].Kind is NodeKind.Text or NodeKind.Cdata)
                length += Tree[child].Length;
        var text = new byte[length];
        var rest = text.AsSpan();
        for (var child = Index + 1; child < end; child = Tree[child].End)
            if (Tree[child].Kind is NodeKind.Text or NodeKind.Cdata)
            {
                Tree.Value(Tree[child]).CopyTo(rest);
                rest = rest[Tree[child].Length..];
            }
        return text;
    }

    /// <summary>
    /// The namespace a prefix stands for here; null when it is not declared. The empty prefix asks for the default.
    /// </summary>
    public string? NamespaceOf(string prefix)
    {
        if (prefix == "xml")
            return "http://www.w3.org/XML/1998/namespace";
        for (var around = Index; around > 0; around = Tree[around].Parent)
            foreach (ref readonly var declaration in Tree.Declarations(Tree[around]))
                if (Same(Tree.Names.Written(declaration.Prefix), prefix))
                    return Encoding.UTF8.GetString(Tree.Names.Namespace(declaration.Namespace));
        return prefix.Length == 0 ? "" : null;
    }

    private static bool Same(ReadOnlySpan<byte> utf8, string text)
    {
        if (!System.Text.Ascii.IsValid(text))
            return Encoding.UTF8.GetString(utf8) == text;
        return System.Text.Ascii.Equals(utf8, text);
    }
}

/// <param name="Name">As it is written, with its prefix.</param>
public sealed record ElementAttribute(string Name, string LocalName, string Namespace, string Value);
