using System.Text;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Every id of a document: attributes named id in any case and namespace (Id, ID, xml:id, wsu:Id), in one space, since no
/// schema says which of them is one. An id that occurs twice is not resolved.
/// </summary>
internal sealed class IdIndex
{
    private const int Twice = -1;

    private readonly XmlTree _tree;
    private readonly ByteTable _values = new();
    private readonly List<int> _elements = [];

    public IdIndex(XmlTree tree)
    {
        _tree = tree;
        var isId = new bool[tree.Names.Count];
        for (var name = 0; name < isId.Length; name++)
            isId[name] = Ascii.EqualsIgnoreCase(tree.Names.LocalName(name), "id"u8);
        if (!Array.Exists(isId, each => each))
            return;
        var nodes = tree.Nodes;
        for (var node = tree.RootIndex; node < nodes.Length; node++)
            if (nodes[node].Kind == NodeKind.Element && nodes[node].AttributeCount > 0)
                foreach (ref readonly var attribute in tree.Attributes(nodes[node]))
                    if (isId[attribute.Name])
                        Add(tree.Value(attribute), node);
    }

    /// <summary>Whether some id is that of two elements.</summary>
    public bool IsAnyRepeated { get; private set; }

    public bool IsRepeated(string id) =>
        _values.Find(Encoding.UTF8.GetBytes(id)) is >= 0 and var number && _elements[number] == Twice;

    public Element? this[string id]
    {
        get
        {
            var number = _values.Find(Encoding.UTF8.GetBytes(id));
            return number >= 0 && _elements[number] != Twice ? new Element(_tree, _elements[number]) : null;
        }
    }

    private void Add(ReadOnlySpan<byte> value, int element)
    {
        var number = _values.Intern(value, out var isNew);
        if (isNew)
        {
            _elements.Add(element);
            return;
        }
        // One element that has the same value in two attributes is still one element.
        if (_elements[number] == element)
            return;
        IsAnyRepeated = true;
        _elements[number] = Twice;
    }
}
