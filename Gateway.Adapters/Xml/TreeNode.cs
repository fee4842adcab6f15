namespace Gateway.Adapters.Xml;

/// <summary>
/// What stands in a tree. Attributes and namespaces are not nodes of their own: they belong to their element.
/// </summary>
public enum NodeKind : byte
{
    Document,
    Element,
    Text,

    /// <summary>Text that was written as a CDATA section.</summary>
    Cdata,
    Comment,
    Instruction,
}

/// <summary>One node. Nodes are in document order, so that an element and its content are one range.</summary>
internal struct TreeNode
{
    /// <summary>The first node that is not inside this one.</summary>
    public int End;

    public int Parent;

    /// <summary>For an element the number of its name, for an instruction that of its target.</summary>
    public int Name;

    /// <summary>
    /// For an element its first attribute; otherwise where the value starts (<see cref="XmlTree.Value"/>).
    /// </summary>
    public int Start;

    /// <summary>For an element its first namespace declaration; otherwise the length of the value.</summary>
    public int Length;

    public ushort AttributeCount;
    public ushort DeclarationCount;
    public NodeKind Kind;

    /// <summary>The value is the same in canonical form: nothing in it is escaped.</summary>
    public bool IsPlain;
}

/// <summary>An attribute with its value; those of an element stand in canonical order.</summary>
internal struct TreeAttribute
{
    public int Name;
    public int Start;
    public int Length;
    public bool IsPlain;
}

/// <summary>A namespace declaration; those of an element stand in canonical order.</summary>
internal struct TreeDeclaration
{
    public int Prefix;
    public int Namespace;
}
