using System.Globalization;
using System.Text;

namespace Gateway.Tests.Xml;

/// <summary>
/// Well-formed documents that use everything XML allows and canonical form has a rule for: namespaces declared,
/// declared again and undeclared, attributes in and out of them, xml: attributes, references, sections, comments,
/// instructions.
/// </summary>
public sealed class GeneratedXml(int seed)
{
    private static readonly string[] Prefixes = ["", "", "a", "b", "c", "ds", "é"];
    private static readonly string[] Namespaces = ["urn:a", "urn:b", "urn:c", "http://example.org/x?y", "urn:n-1"];
    private static readonly string[] Locals = ["m", "n", "o", "item", "Value", "ñ-1", "_x.y"];
    private static readonly string[] Texts =
    [
        "plain",
        "\n  ",
        " ",
        "a &amp; b",
        "&lt;x&gt;",
        "&#13;",
        "&#xA;&#9;",
        "x > y",
        "]]&gt;",
        "María\t",
        "漢字",
        "\U0001F4DC",
        "&quot;&apos;",
        "<![CDATA[<&>]]>",
        "<![CDATA[]]>",
        "]] >",
    ];
    private static readonly string[] Values =
    [
        "",
        "v",
        "a b",
        "&lt;&amp;",
        "\n\t x",
        "&#10;&#13;&#9;",
        "ñ",
        "&quot;",
        "&apos;",
        ">",
        "a  b",
        "\U0001F4DC",
        "&#x20;&#32;",
    ];
    private static readonly string[] XmlBases = ["", "a/", "../b", "http://h/p/", "/r/", "..", "x?q=1", "b/./c/../d"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private int _ids;

    /// <summary>How many elements have an id; they are e1, e2 ...</summary>
    public int Ids => _ids;

    public bool WithXmlBase { get; init; }

    public string Document()
    {
        if (_random.Next(3) == 0)
            _text.Append("<?xml version=\"1.0\" encoding=\"utf-8\"?>").Append(_random.Next(2) == 0 ? "\n" : "");
        for (var i = _random.Next(3); i > 0; i--)
            Aside(outside: true);
        Element(0, new Dictionary<string, string> { [""] = "" });
        for (var i = _random.Next(3); i > 0; i--)
            Aside(outside: true);
        return _text.ToString();
    }

    private void Element(int depth, Dictionary<string, string> scope)
    {
        scope = new Dictionary<string, string>(scope);
        var attributes = new List<string>();
        for (var i = _random.Next(4) - 1; i > 0; i--)
        {
            var declared = Pick(Prefixes);
            var space = declared.Length == 0 && _random.Next(3) == 0 ? "" : Pick(Namespaces);
            if (
                attributes.Exists(a =>
                    a.StartsWith(declared.Length == 0 ? "xmlns=" : $"xmlns:{declared}=", StringComparison.Ordinal)
                )
            )
                continue;
            scope[declared] = space;
            attributes.Add(declared.Length == 0 ? $"xmlns=\"{space}\"" : $"xmlns:{declared}='{space}'");
        }
        var used = new HashSet<(string, string)>();
        for (var i = _random.Next(4); i > 0; i--)
        {
            var prefix = Pick([.. scope.Keys]);
            var local = Pick(Locals);
            if (!used.Add((prefix.Length == 0 ? "" : scope[prefix], local)))
                continue;
            var quote = _random.Next(2) == 0 ? "'" : "\"";
            attributes.Add(
                $"{(prefix.Length == 0 ? "" : prefix + ":")}{local}{Space()}={Space()}{quote}{Pick(Values)}{quote}"
            );
        }
        if (_random.Next(6) == 0)
            attributes.Add($"xml:lang='{Pick(["es", "en", ""])}'");
        if (_random.Next(9) == 0)
            attributes.Add("xml:space='preserve'");
        if (WithXmlBase && _random.Next(3) == 0)
            attributes.Add($"xml:base='{Pick(XmlBases)}'");
        if (_random.Next(3) == 0)
            attributes.Add(string.Create(CultureInfo.InvariantCulture, $"Id='e{++_ids}'"));
        attributes = [.. attributes.OrderBy(_ => _random.Next())];

        var elementPrefix = Pick([.. scope.Keys]);
        var name = (elementPrefix.Length == 0 ? "" : elementPrefix + ":") + Pick(Locals);
        _text.Append('<').Append(name);
        foreach (var attribute in attributes)
            _text.Append(_random.Next(4) == 0 ? "\n\t" : " ").Append(attribute);
        _text.Append(Space());
        var children = depth > 7 ? 0 : _random.Next(depth < 2 ? 6 : 4);
        if (children == 0 && _random.Next(2) == 0)
        {
            _text.Append("/>");
            return;
        }
        _text.Append('>');
        for (; children > 0; children--)
            switch (_random.Next(5))
            {
                case 0 or 1:
                    Element(depth + 1, scope);
                    break;
                case 2:
                    Aside(outside: false);
                    break;
                default:
                    _text.Append(Pick(Texts));
                    break;
            }
        _text.Append("</").Append(name).Append(Space()).Append('>');
    }

    private void Aside(bool outside) =>
        _text.Append(
            Pick([
                "<!-- comment -->",
                "<!---->",
                "<!-- <&> - -->",
                "<?pi?>",
                "<?pi  data with spaces ?>",
                "<?xml-stylesheet href=\"x\"?>",
                outside ? "\n" : "text",
            ])
        );

    private string Space() => _random.Next(5) == 0 ? Pick([" ", "\n", "\t "]) : "";

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
