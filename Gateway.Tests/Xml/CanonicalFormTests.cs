using System.Text;
using Gateway.Adapters.Xml;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Xml;

/// <summary>The rules of Canonical XML 1.0, 1.1 and of the exclusive form, one example each.</summary>
public sealed class CanonicalFormTests
{
    private static readonly CanonicalForm Eleven = new(Canonicalization.Inclusive11);

    [Theory]
    [InlineData("<?xml version='1.0'?>\n<?p  d ?>\n<a/>\n<?q?>\n", "<?p d ?>\n<a></a>\n<?q?>")]
    [InlineData("<a   b = '1'\n/>", "<a b=\"1\"></a>")]
    [InlineData("<a b='\"&lt;&gt;&amp;&apos;&#9;&#10;&#13; '/>", "<a b=\"&quot;&lt;>&amp;'&#x9;&#xA;&#xD; \"></a>")]
    [InlineData("<a>\r\n&#13;&lt;>&quot;<![CDATA[<&>]]></a>", "<a>\n&#xD;&lt;&gt;\"&lt;&amp;&gt;</a>")]
    [InlineData(
        "<a c='' b='' xmlns:z='urn:a' xmlns:y='urn:b' y:a='' z:b='' xmlns='urn:c'/>",
        "<a xmlns=\"urn:c\" xmlns:y=\"urn:b\" xmlns:z=\"urn:a\" b=\"\" c=\"\" z:b=\"\" y:a=\"\"></a>"
    )]
    [InlineData(
        "<a xmlns='urn:a'><b xmlns='urn:a'><c xmlns=''/></b></a>",
        "<a xmlns=\"urn:a\"><b><c xmlns=\"\"></c></b></a>"
    )]
    [InlineData("<a xmlns=''><b xmlns=''/></a>", "<a><b></b></a>")]
    [InlineData("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang=''/>", "<a xml:lang=\"\"></a>")]
    [InlineData("<a xmlns:b='urn:b' xmlns:c='urn:c'><b:d/></a>", "<a xmlns:b=\"urn:b\" xmlns:c=\"urn:c\"><b:d></b:d></a>")]
    public void A_document_in_inclusive_form(string document, string canonical) =>
        Written(CanonicalForm.Inclusive, NodeSet.Document(Tree(document), withComments: true)).ShouldBe(canonical);

    [Theory]
    [InlineData(
        "<a xmlns='urn:a' xmlns:b='urn:b'><b:c/><b:c/></a>",
        "<a xmlns=\"urn:a\"><b:c xmlns:b=\"urn:b\"></b:c><b:c xmlns:b=\"urn:b\"></b:c></a>"
    )]
    [InlineData(
        "<a xmlns:b='urn:b'><c b:d=''><b:e b:f=''/></c></a>",
        "<a><c xmlns:b=\"urn:b\" b:d=\"\"><b:e b:f=\"\"></b:e></c></a>"
    )]
    [InlineData(
        "<a xmlns='urn:a'><b xmlns=''/><c xmlns='urn:c'><d xmlns=''/></c></a>",
        "<a xmlns=\"urn:a\"><b xmlns=\"\"></b><c xmlns=\"urn:c\"><d xmlns=\"\"></d></c></a>"
    )]
    [InlineData(
        "<b:a xmlns:b='urn:1'><b:a xmlns:b='urn:2'><b:a xmlns:b='urn:1'/></b:a></b:a>",
        "<b:a xmlns:b=\"urn:1\"><b:a xmlns:b=\"urn:2\"><b:a xmlns:b=\"urn:1\"></b:a></b:a></b:a>"
    )]
    public void A_document_in_exclusive_form(string document, string canonical) =>
        Written(CanonicalForm.Exclusive, NodeSet.Document(Tree(document))).ShouldBe(canonical);

    [Theory]
    [InlineData("b", "<x xmlns:b=\"urn:b\"><c:y xmlns:c=\"urn:c\"></c:y></x>")]
    [InlineData("b c", "<x xmlns:b=\"urn:b\" xmlns:c=\"urn:c\"><c:y></c:y></x>")]
    [InlineData("d", "<x><c:y xmlns:c=\"urn:c\" xmlns:d=\"urn:d\"></c:y></x>")]
    [InlineData("unknown", "<x><c:y xmlns:c=\"urn:c\"></c:y></x>")]
    [InlineData("", "<x><c:y xmlns:c=\"urn:c\"></c:y></x>")]
    public void Listed_prefixes_are_treated_inclusively(string prefixes, string canonical)
    {
        var tree = Tree("<a xmlns:b='urn:b' xmlns:c='urn:c'><x><c:y xmlns:d='urn:d'/></x></a>");
        var form = CanonicalForm.Exclusive with { InclusivePrefixes = prefixes.Length == 0 ? [] : prefixes.Split(' ') };

        Written(form, NodeSet.Subtree(Named(tree, "x"))).ShouldBe(canonical);
    }

    [Fact]
    public void The_default_namespace_may_be_on_the_list()
    {
        var tree = Tree("<p:a xmlns='urn:1' xmlns:p='urn:p'><p:x><p:y xmlns=''><p:z xmlns='urn:1'/></p:y></p:x></p:a>");

        Written(CanonicalForm.Exclusive with { InclusivePrefixes = [""] }, NodeSet.Subtree(Named(tree, "x")))
            .ShouldBe("<p:x xmlns=\"urn:1\" xmlns:p=\"urn:p\"><p:y xmlns=\"\"><p:z xmlns=\"urn:1\"></p:z></p:y></p:x>");
    }

    [Fact]
    public void A_subtree_brings_along_what_is_around_it_as_its_form_says()
    {
        var tree = Tree(
            "<a xmlns='urn:1' xmlns:p='urn:p' xml:lang='es' xml:id='i' xml:space='preserve' z=''>"
                + "<b xml:lang='en' xmlns:q='urn:q'><x q:a='' b=''><q:y xml:space='default'/></x></b></a>"
        );
        var x = NodeSet.Subtree(Named(tree, "x"));

        Written(CanonicalForm.Inclusive, x)
            .ShouldBe(
                "<x xmlns=\"urn:1\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" b=\"\" "
                    + "xml:id=\"i\" xml:lang=\"en\" xml:space=\"preserve\" q:a=\"\"><q:y xml:space=\"default\"></q:y></x>"
            );
        Written(Eleven, x)
            .ShouldBe(
                "<x xmlns=\"urn:1\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\" b=\"\" "
                    + "xml:lang=\"en\" xml:space=\"preserve\" q:a=\"\"><q:y xml:space=\"default\"></q:y></x>"
            );
        Written(CanonicalForm.Exclusive, x)
            .ShouldBe("<x xmlns=\"urn:1\" xmlns:q=\"urn:q\" b=\"\" q:a=\"\"><q:y xml:space=\"default\"></q:y></x>");
    }

    [Fact]
    public void Comments_are_written_only_when_the_form_and_the_set_have_them()
    {
        var tree = Tree("<!-- 1 --><a><!-- 2 --></a><!-- 3 -->");
        var withComments = CanonicalForm.Inclusive with { WithComments = true };

        Written(withComments, NodeSet.Document(tree, true)).ShouldBe("<!-- 1 -->\n<a><!-- 2 --></a>\n<!-- 3 -->");
        Written(withComments, NodeSet.Document(tree, false)).ShouldBe("<a></a>");
        Written(CanonicalForm.Inclusive, NodeSet.Document(tree, true)).ShouldBe("<a></a>");
        Written(withComments, NodeSet.Subtree(tree.Root, true)).ShouldBe("<a><!-- 2 --></a>");
    }

    [Theory]
    [InlineData("a/", "", "a/")]
    [InlineData("a/", "../b", "b")]
    [InlineData("../b", "x?q=1", "../x?q=1")]
    [InlineData("http://h/p/", "../b", "http://h/b")]
    [InlineData("http://h/p/", "/r/", "http://h/r/")]
    [InlineData("http://h", "a/", "http://h/a/")]
    [InlineData("//g/x", "a/", "//g/a/")]
    [InlineData("..", "..", "../../")]
    [InlineData("..", "a/", "../a/")]
    [InlineData("../../x/", "../b", "../../b")]
    [InlineData("b/./c/../d", "a/", "b/a/")]
    [InlineData("a/", "//g/x", "//g/x")]
    public void An_xml_base_that_is_left_out_is_joined_with_the_one_inside(string outer, string inner, string joined)
    {
        XmlBase.Join(outer, inner).ShouldBe(joined);

        var tree = Tree($"<a xml:base='{outer}'><x xml:base='{inner}'/></a>");
        Written(Eleven, NodeSet.Subtree(Named(tree, "x"))).ShouldBe($"<x xml:base=\"{joined}\"></x>");
        Written(CanonicalForm.Inclusive, NodeSet.Subtree(Named(tree, "x"))).ShouldBe($"<x xml:base=\"{inner}\"></x>");
    }

    [Fact]
    public void An_xml_base_is_inherited_and_an_empty_one_is_not_written_when_joined()
    {
        Written(Eleven, NodeSet.Subtree(Named(Tree("<a xml:base='u/'><b xml:base='v/'><x/></b></a>"), "x")))
            .ShouldBe("<x xml:base=\"u/v/\"></x>");
        Written(Eleven, NodeSet.Subtree(Named(Tree("<a xml:base='u/'><x xml:base='../'/></a>"), "x"))).ShouldBe("<x></x>");
        Written(Eleven, NodeSet.Subtree(Named(Tree("<a><x xml:base=''/></a>"), "x"))).ShouldBe("<x xml:base=\"\"></x>");
    }

    [Fact]
    public void What_is_left_of_a_tree_is_written_as_if_the_rest_were_not_there()
    {
        var tree = Tree("<a xmlns:p='urn:p'><p:b>1<c/>2</p:b>\n<d/><p:b/><e><p:b/>3</e></a>");
        var b = tree.Root.Descendants().Where(e => e.LocalName == "b").ToList();

        Written(CanonicalForm.Inclusive, NodeSet.Document(tree).Without(b))
            .ShouldBe("<a xmlns:p=\"urn:p\">\n<d></d><e>3</e></a>");
        Written(CanonicalForm.Exclusive, NodeSet.Document(tree).Within(b))
            .ShouldBe("<p:b xmlns:p=\"urn:p\">1<c></c>2</p:b><p:b xmlns:p=\"urn:p\"></p:b><p:b xmlns:p=\"urn:p\"></p:b>");
        Written(CanonicalForm.Inclusive, NodeSet.Document(tree).Within(b).Without([Named(tree, "c"), b[1], b[2]]))
            .ShouldBe("<p:b xmlns:p=\"urn:p\">12</p:b>");
        Written(CanonicalForm.Inclusive, NodeSet.Document(tree).Without([tree.Root])).ShouldBe("");
    }

    private static XmlTree Tree(string document)
    {
        XmlTree
            .TryParse(Samples.Bytes(document), TreeLimits.Default, out var tree, out var rejection)
            .ShouldBeTrue(rejection?.Reason);
        return tree!;
    }

    private static Element Named(XmlTree tree, string name) => tree.Root.Descendants().First(e => e.LocalName == name);

    private static string Written(CanonicalForm form, NodeSet nodes) => Encoding.UTF8.GetString(form.Of(nodes));
}
