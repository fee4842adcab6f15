using System.Text;
using Gateway.Adapters.Xml;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Xml;

public sealed class TreeParsingTests
{
    [Theory]
    [InlineData("", "1:1")]
    [InlineData("plain text", "1:1")]
    [InlineData("<a>", "1:4")]
    [InlineData("<a></b>", "1:6")]
    [InlineData("<a/><a/>", "1:5")]
    [InlineData("</a>", "1:2")]
    [InlineData("<a>\n  &unknown;</a>", "2:3")]
    [InlineData("<a b='1' b='2'/>", "1:2")]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", "1:2")]
    [InlineData("<a xmlns:p='u' xmlns:p='u'/>", "1:2")]
    [InlineData("<a b='<'/>", "1:7")]
    [InlineData("<a b=1/>", "1:6")]
    [InlineData("<a b/>", "1:5")]
    [InlineData("<a b='1'c='2'/>", "1:9")]
    [InlineData("<a>&#0;</a>", "1:4")]
    [InlineData("<a>&#xFFFE;</a>", "1:4")]
    [InlineData("<a>\r\n\r\u0001</a>", "3:1")]
    [InlineData("<a>]]></a>", "1:4")]
    [InlineData("<a><!-- -- --></a>", "1:11")]
    [InlineData("<a><?xml ?></a>", "1:6")]
    [InlineData("<p:a/>", "1:2")]
    [InlineData("<a p:b=''/>", "1:2")]
    [InlineData("<a:b:c xmlns:a='u'/>", "1:2")]
    [InlineData("<a xmlns:p=''/>", "1:4")]
    [InlineData("<a xmlns:xml='u'/>", "1:4")]
    [InlineData("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", "1:4")]
    [InlineData("<1a/>", "1:2")]
    [InlineData("<a/><!DOCTYPE a>", "1:5")]
    [InlineData("<?xml version='1.1'?><a/>", "1:20")]
    [InlineData(" <?xml version='1.0'?><a/>", "1:4")]
    [InlineData("\U0001F4DC<a/>", "1:1")]
    [InlineData("<a>\U0001F4DC&x;</a>", "1:6")]
    public void What_is_not_well_formed_is_rejected_with_its_place(string document, string place)
    {
        var rejection = Rejection(Samples.Bytes(document));

        rejection.Flaw.ShouldBe(XmlFlaw.Malformed);
        $"{rejection.Line}:{rejection.Column}".ShouldBe(place, rejection.Reason);
    }

    [Theory]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<?xml version='1.0'?>\n<!-- x --><?y?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM 'http://localhost:1/'>]><a>&x;</a>")]
    [InlineData("<!DOCTYPE broken")]
    [InlineData("<!DOCTYPE a>\u0001")]
    public void A_document_type_declaration_is_told_apart_from_malformed_xml(string document) =>
        Rejection(Samples.Bytes(document)).Flaw.ShouldBe(XmlFlaw.Doctype);

    [Fact]
    public void What_was_wrong_is_not_quoted() =>
        Rejection("<a><Juan-Perez></a>"u8.ToArray()).ToString().ShouldNotContain("Juan");

    [Fact]
    public void Values_are_normalised_as_xml_says()
    {
        var tree = Tree(
            "<a b=' x\t\r\ny\r z &#9;&#10;&#13;&lt;' c=\"'&quot;\">1\r\n2\r3&#13;&amp;<![CDATA[<&\r\n]]>&#x1F4DC;</a>"
        );

        tree.Root.Attribute("b").ShouldBe(" x  y  z \t\n\r<");
        tree.Root.Attribute("c").ShouldBe("'\"");
        tree.Root.Text.ShouldBe("1\n2\n3\r&<&\n\U0001F4DC");
    }

    [Fact]
    public void Namespaces_are_those_in_scope()
    {
        var root = Tree("<a xmlns='urn:1' xmlns:p='urn:2'><b p:c=''/><p:d xmlns='' xmlns:p='urn:3'><e/></p:d><f/></a>").Root;
        var children = root.Elements().ToList();

        children.ConvertAll(e => (e.LocalName, e.Namespace)).ShouldBe([("b", "urn:1"), ("d", "urn:3"), ("f", "urn:1")]);
        children[0].Attribute("c", "urn:2").ShouldBe("");
        children[1].Elements().Single().Is("e", "").ShouldBeTrue();
        (children[1].NamespaceOf("p"), children[2].NamespaceOf("p"), children[2].NamespaceOf("q")).ShouldBe(
            ("urn:3", "urn:2", null)
        );
    }

    [Fact]
    public void The_tree_is_not_the_callers_bytes()
    {
        var bytes = "<a>mine</a>"u8.ToArray();
        XmlTree.TryParse(bytes, TreeLimits.Default, out var tree, out _);

        bytes.AsSpan().Fill((byte)'x');

        tree!.Root.Text.ShouldBe("mine");
    }

    public static TheoryData<string> Limits => [.. AllLimits.Keys];

    private static readonly TreeLimits Tight = new()
    {
        MaxBytes = 500,
        MaxElements = 10,
        MaxDepth = 5,
        MaxAttributes = 4,
        MaxAttributeLength = 50,
        MaxNameLength = 20,
        MaxNames = 30,
        MaxNamespacesInScope = 6,
    };

    private static readonly Dictionary<string, (string Just, string Beyond)> AllLimits = new()
    {
        ["bytes"] = ($"<a>{new string('x', 493)}</a>", $"<a>{new string('x', 494)}</a>"),
        ["elements"] = ($"<a>{Repeat("<b/>", 9)}</a>", $"<a>{Repeat("<b/>", 10)}</a>"),
        ["depth"] = (Repeat("<a>", 5) + Repeat("</a>", 5), Repeat("<a>", 6) + Repeat("</a>", 6)),
        ["attributes"] = ("<a b='' c='' d='' xmlns='u'/>", "<a b='' c='' d='' e='' xmlns='u'/>"),
        ["length of attributes"] = ($"<a b='{new string('x', 50)}'/>", $"<a b='{new string('x', 51)}'/>"),
        ["length of attributes with entities"] = ($"<a b='{Repeat("&lt;", 50)}'/>", $"<a b='{Repeat("&lt;", 51)}'/>"),
        ["length of names"] = ($"<{new string('a', 20)}/>", $"<{new string('a', 21)}/>"),
        ["length of namespaces"] = ($"<a xmlns='{new string('a', 20)}'/>", $"<a xmlns='{new string('a', 21)}'/>"),
        ["length of instructions' targets"] = ($"<a><?{new string('a', 20)}?></a>", $"<a><?{new string('a', 21)}?></a>"),
        ["different names"] = ($"<a>{Numbered("<?a", "?>", 26)}</a>", $"<a>{Numbered("<?a", "?>", 27)}</a>"),
        ["namespaces in scope"] = (
            "<a xmlns:a='1' xmlns:b='1' xmlns:c='1'><a xmlns:a='1' xmlns:b='1' xmlns:c='1'/><a xmlns:a='1'/></a>",
            "<a xmlns:a='1' xmlns:b='1' xmlns:c='1'><a xmlns:a='1' xmlns:b='1' xmlns:c='1'><a xmlns:c='1'/></a></a>"
        ),
    };

    [Theory, MemberData(nameof(Limits))]
    public void Limits_hold_to_the_last_one(string limit)
    {
        var (just, beyond) = AllLimits[limit];

        XmlTree.TryParse(Samples.Bytes(just), Tight, out _, out var none).ShouldBeTrue(none?.Reason);
        Rejection(Samples.Bytes(beyond), Tight).Flaw.ShouldBe(XmlFlaw.Limit);
    }

    [Fact]
    public void Nesting_goes_deeper_than_sixty_four_and_ends_at_256()
    {
        XmlTree
            .TryParse(Samples.Bytes(Repeat("<a>", 256) + Repeat("</a>", 256)), TreeLimits.Default, out _, out _)
            .ShouldBeTrue();
        Rejection(Samples.Bytes(Repeat("<a>", 257) + Repeat("</a>", 257))).Flaw.ShouldBe(XmlFlaw.Limit);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Numbered(string before, string after, int times) =>
        string.Concat(Enumerable.Range(0, times).Select(i => $"{before}{i}{after}"));

    private static XmlTree Tree(string document)
    {
        XmlTree
            .TryParse(Encoding.UTF8.GetBytes(document), TreeLimits.Default, out var tree, out var rejection)
            .ShouldBeTrue(rejection?.Reason);
        return tree!;
    }

    private static XmlRejection Rejection(byte[] document, TreeLimits? limits = null)
    {
        XmlTree.TryParse(document, limits ?? TreeLimits.Default, out _, out var rejection).ShouldBeFalse();
        return rejection!;
    }
}
