using System.Text;
using System.Xml;
using Gateway.Adapters.Xml;

namespace Gateway.Tests.Xml;

/// <summary>What a document says, written out line by line: once as our tree has it, once as .NET's reader does.</summary>
public static class Infoset
{
    /// <summary>Null when the document is rejected.</summary>
    public static string? OfTree(ReadOnlySpan<byte> document, TreeLimits? limits = null)
    {
        if (!XmlTree.TryParse(document, limits ?? TreeLimits.Default, out var tree, out _))
            return null;
        var lines = new Lines();
        Children(tree, 0, lines);
        return lines.ToString();
    }

    /// <summary>Null when the document is rejected.</summary>
    public static string? OfReader(byte[] document)
    {
        var lines = new Lines();
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(document),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }
            );
            while (reader.Read())
                Node(reader, lines);
            return lines.ToString();
        }
        catch (Exception rejected) when (rejected is XmlException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static void Children(XmlTree tree, int parent, Lines lines)
    {
        for (var child = parent + 1; child < tree[parent].End; child = tree[child].End)
        {
            ref readonly var node = ref tree[child];
            switch (node.Kind)
            {
                case NodeKind.Text or NodeKind.Cdata:
                    lines.Text(Text(tree.Value(node)));
                    break;
                case NodeKind.Comment:
                    lines.Add($"comment [{Text(tree.Value(node))}]");
                    break;
                case NodeKind.Instruction:
                    lines.Add($"instruction {Text(tree.Names.QualifiedName(node.Name))} [{Text(tree.Value(node))}]");
                    break;
                default:
                    lines.Add($"element {Name(tree, node.Name)}");
                    var attributes = new List<string>();
                    foreach (var attribute in tree.Attributes(node))
                        attributes.Add($"  {Name(tree, attribute.Name)} = [{Text(tree.Value(attribute))}]");
                    foreach (var declaration in tree.Declarations(node))
                    {
                        var prefix = Text(tree.Names.Written(declaration.Prefix));
                        var name = prefix.Length == 0 ? "xmlns" : "xmlns:" + prefix;
                        attributes.Add(
                            $"  {{http://www.w3.org/2000/xmlns/}}{name} = "
                                + $"[{Text(tree.Names.Namespace(declaration.Namespace))}]"
                        );
                    }
                    lines.Add([.. attributes.Order(StringComparer.Ordinal)]);
                    Children(tree, child, lines);
                    lines.Add("end");
                    break;
            }
        }
    }

    private static void Node(XmlReader reader, Lines lines)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                lines.Text(reader.Value);
                break;
            case XmlNodeType.Whitespace when reader.Depth > 0:
                lines.Text(reader.Value);
                break;
            case XmlNodeType.Comment:
                lines.Add($"comment [{reader.Value}]");
                break;
            case XmlNodeType.ProcessingInstruction:
                lines.Add($"instruction {reader.Name} [{reader.Value}]");
                break;
            case XmlNodeType.EndElement:
                lines.Add("end");
                break;
            case XmlNodeType.Element:
                lines.Add($"element {{{reader.NamespaceURI}}}{reader.Name}");
                var isEmpty = reader.IsEmptyElement;
                var attributes = new List<string>();
                while (reader.MoveToNextAttribute())
                    attributes.Add($"  {{{reader.NamespaceURI}}}{reader.Name} = [{reader.Value}]");
                lines.Add([.. attributes.Order(StringComparer.Ordinal)]);
                if (isEmpty)
                    lines.Add("end");
                break;
        }
    }

    private static string Name(XmlTree tree, int name) =>
        $"{{{Text(tree.Names.Namespace(tree.Names[name].Namespace))}}}{Text(tree.Names.QualifiedName(name))}";

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    /// <summary>Neighbouring pieces of text are one text.</summary>
    private sealed class Lines
    {
        private readonly StringBuilder _all = new();
        private string? _text;

        public void Text(string piece) => _text += piece;

        public void Add(params string[] lines)
        {
            if (!string.IsNullOrEmpty(_text))
                _all.Append("text [").Append(_text).Append("]\n");
            _text = null;
            foreach (var line in lines)
                _all.Append(line).Append('\n');
        }

        public override string ToString()
        {
            Add();
            return _all.ToString();
        }
    }
}
