using System.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>The XPath forms on the closed list select what XPath selects; all others are rejected.</summary>
public sealed class XPathFormsTests
{
    private const string Document = """
        <r xmlns="urn:d" xmlns:p="urn:p"><a n="1" Id="x"><p:b n="2">t<a/></p:b><c xmlns=""><a n=" 1 "/></c></a><p:a><a><p:b p:n="3"/></a></p:a>[signature]</r>
        """;

    public static string Filter(string kind, params string[] paths) =>
        $"<Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">"
        + string.Concat(
            paths.Select(path =>
                "<f:XPath xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" xmlns:q=\"urn:p\" xmlns:d=\"urn:d\" "
                + $"xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Filter=\"{kind}\">{path}</f:XPath>"
            )
        )
        + "</Transform>";

    public static string XPath(string expression) =>
        "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath xmlns:q=\"urn:p\" xmlns:d=\"urn:d\" "
        + $"xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{expression}</XPath></Transform>";

    [Theory]
    [InlineData("/d:r")]
    [InlineData("/d:r/d:a")]
    [InlineData("//d:a")]
    [InlineData("/descendant::d:a")]
    [InlineData("/descendant-or-self::node()/child::d:a")]
    [InlineData("//a")]
    [InlineData("//*")]
    [InlineData("//q:*")]
    [InlineData("/d:r/*/q:b")]
    [InlineData("//d:a//d:a")]
    [InlineData("/d:r//q:b")]
    [InlineData("//d:a/descendant::q:b")]
    [InlineData("//*[@Id='x']")]
    [InlineData("//*[@Id=\"x\"]/q:b")]
    [InlineData("//*[@n=1]")]
    [InlineData("//*[@n = '1']")]
    [InlineData("//*[@q:n=3]")]
    [InlineData("//*[attribute::n=2]")]
    [InlineData("//*[name()='p:b']")]
    [InlineData("//*[local-name()='a'][namespace-uri()='urn:d']")]
    [InlineData(" / d:r /\n\t d:a ")]
    [InlineData("//d:a|//q:b")]
    [InlineData("/d:none")]
    [InlineData("//*[starts-with(local-name(),'a')]")]
    [InlineData("//*[starts-with(name(),'p:')]")]
    [InlineData("//*[starts-with(@n,'')]")]
    [InlineData("//*[starts-with(@n,'1')]")]
    [InlineData("//*[contains(namespace-uri(),'d')]")]
    [InlineData("//*[contains(@q:n,\"3\")]")]
    public void A_path_selects_what_xpath_selects(string path)
    {
        var document = Document.Replace("[signature]", "", StringComparison.Ordinal);
        var scope = Engine.Read($"<x xmlns:q=\"urn:p\" xmlns:d=\"urn:d\"/>").Tree.Root;
        var tree = Engine.Read(document).Tree;
        var squeezed =
            path.Contains(" = ", StringComparison.Ordinal) || char.IsWhiteSpace(path[0])
                ? path.Replace(" ", "", StringComparison.Ordinal).Replace("\n\t", "", StringComparison.Ordinal)
                : path;

        var ours = squeezed
            .Split('|')
            .SelectMany(each => ElementPath.Read(each, scope)!.Select(tree))
            .Select(e => e.Index)
            .Distinct()
            .Order();

        var platform = HandSigner.Tree(document);
        var names = new XmlNamespaceManager(platform.NameTable);
        names.AddNamespace("q", "urn:p");
        names.AddNamespace("d", "urn:d");
        var all = platform.SelectNodes("//*")!.Cast<XmlNode>().ToList();
        var indices = tree.Root.Descendants().Select(e => e.Index).ToList();
        ours.ShouldBe(platform.SelectNodes(path, names)!.Cast<XmlNode>().Select(node => indices[all.IndexOf(node)]).Order());
    }

    [Theory]
    [InlineData("not(ancestor-or-self::ds:Signature)", "<r><a><b>t<a></a></b></a></r>")]
    [InlineData("\n  not( ancestor-or-self::ds:Signature )\n", "<r><a><b>t<a></a></b></a></r>")]
    [InlineData("not(ancestor-or-self::*[name()='Signature'])", "<r><a><b>t<a></a></b></a></r>")]
    [InlineData("not(ancestor-or-self::ds:Signature) and not(ancestor-or-self::b)", "<r><a></a></r>")]
    [InlineData("not(ancestor-or-self::ds:Signature or ancestor-or-self::b)", "<r><a></a></r>")]
    [InlineData("not(ancestor-or-self::*[starts-with( local-name(), 'Sig' )])", "<r><a><b>t<a></a></b></a></r>")]
    [InlineData("id('none')", "")]
    [InlineData("ancestor-or-self::b", "<b>t<a></a></b>")]
    [InlineData("ancestor-or-self::a and not(ancestor-or-self::b)", "<a></a>")]
    [InlineData("/r/a", "all")]
    [InlineData("/r/none", "")]
    [InlineData(
        "count(ancestor-or-self::ds:Signature | here()/ancestor::ds:Signature[1]) > count(ancestor-or-self::ds:Signature)",
        "<r><a><b>t<a></a></b></a></r>"
    )]
    public void An_expression_of_1999_keeps_the_nodes_it_is_true_for(string expression, string octets)
    {
        var document = octets == "all" ? "<r><a/></r>" : "<r><a><b>t<a/></b></a></r>";
        string[] transforms =
            octets == "all"
                ? [XadesTemplate.Enveloped, XPath(expression)]
                : [XPath(expression.Replace(">", "&gt;", StringComparison.Ordinal))];

        var check = Engine.Check(
            new DsigTemplate { References = [new("", transforms)] }.Sign(document, Engine.With("p256"))
        );

        check.IsIntact.ShouldBeTrue();
        check.Released().ShouldBe(octets == "all" ? "<r><a></a></r>" : octets);
    }

    [Theory]
    [InlineData("id('x')", "<p:b xmlns:p=\"urn:p\" Id=\"x\">t<a></a></p:b>", "x")]
    [InlineData("id(\"x\")", "<p:b xmlns:p=\"urn:p\" Id=\"x\">t<a></a></p:b>", "x")]
    [InlineData("id('x')/node()", "t<a></a>", "a")]
    [InlineData("id('x')/a", "<a></a>", "a")]
    [InlineData("id('y')/q:b/a", "<a></a>", "a")]
    [InlineData("id('y')//a", "<a></a>", "a")]
    [InlineData("id('y x')/a", "<a></a>", "a")]
    [InlineData("id('x')|id('z')", "<p:b xmlns:p=\"urn:p\" Id=\"x\">t<a></a></p:b><z xml:id=\"z\"></z>", "r")]
    [InlineData("id('none')", "", "r")]
    [InlineData("/r/y/node()", "<p:b xmlns:p=\"urn:p\" Id=\"x\">t<a></a></p:b>", "x")]
    public void A_path_may_begin_with_ids_and_end_with_what_is_in_an_element(string path, string octets, string scope)
    {
        const string Inside =
            "<r><y ID=\"y\"><p:b xmlns:p=\"urn:p\" Id=\"x\">t<a/></p:b></y><z xml:id=\"z\"/>[signature]</r>";

        var check = Engine.Check(
            new DsigTemplate { References = [new("", Filter("intersect", path), XadesTemplate.ExclusiveC14N)] }.Sign(
                Inside,
                Engine.With("p256")
            )
        );

        check.Released().ShouldBe(octets);
        check.References[0].Scope.ShouldBe(new ReferenceScope(false, scope));
    }

    [Fact]
    public void An_id_that_names_the_whole_document_covers_it_and_one_that_repeats_names_nothing()
    {
        var template = new DsigTemplate
        {
            References = [new("", XadesTemplate.Enveloped, Filter("intersect", "id('all')"))],
        };
        var signed = template.Sign("<r Id='all'><a/></r>", Engine.With("p256"));

        Engine.Check(signed).References[0].Scope.ShouldBe(new ReferenceScope(true, "r"));
        var repeated = Engine.Read(signed.Replace("<a/>", "<a id='all'/>", StringComparison.Ordinal));
        XmlSignature.TryRead(repeated, repeated.Signatures[0], out _, out var flaw).ShouldBeFalse();
        flaw.ShouldBe("An id that the signature refers to occurs more than once.");
    }

    [Theory]
    [InlineData("<!-- c -->not(ancestor-or-self::ds:Signature)")]
    [InlineData("not(ancestor-or-self<!-- c -->::ds:Signature)<?i d?>")]
    [InlineData("<![CDATA[not(ancestor-or-self::ds:Signature)]]>")]
    public void What_is_no_text_in_an_expression_says_nothing(string expression)
    {
        var check = Engine.Check(
            new DsigTemplate { References = [new("", XPath(expression))] }.Sign("<r><a></a></r>", Engine.With("p256"))
        );

        (check.IsIntact, check.Released()).ShouldBe((true, "<r><a></a></r>"));
        Engine
            .Check(new DsigTemplate { References = [new("", XPath(expression + "<x/>"))] }.In("<r><a></a></r>"))
            .References[0]
            .Outcome.ShouldBe(ReferenceOutcome.Unsupported);
    }

    [Theory]
    [InlineData("not(ancestor-or-self::ds:Signature)", true)]
    [InlineData("not(ancestor-or-self::none)", true)]
    [InlineData("ancestor-or-self::r", true)]
    [InlineData("/r/a", true)]
    [InlineData("not(ancestor-or-self::a)", false)]
    [InlineData("ancestor-or-self::a", false)]
    public void A_filter_after_a_canonical_form_narrows_what_it_takes_away(string expression, bool isFull)
    {
        string[] transforms = [XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N, XPath(expression)];
        foreach (var more in new[] { Array.Empty<string>(), [XadesTemplate.C14N] })
        {
            var references = Enumerable.Repeat(new DsigReference("", [.. transforms, .. more]), 2).ToArray();
            var check = Engine.Check(
                new DsigTemplate { References = references }.Sign("<r><a></a></r>", Engine.With("p256"))
            );

            check.IsIntact.ShouldBeTrue();
            check.References.ShouldAllBe(each => each.Scope!.IsFull == isFull);
        }
    }

    [Fact]
    public void A_filter_that_leaves_out_a_signature_of_a_file_does_not_cover_the_file()
    {
        var file = new Files(("f", "<r><ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/></r>"u8.ToArray()));

        var check = Engine.Check(
            new DsigTemplate { References = [new("f", XPath("not(ancestor-or-self::ds:Signature)"))] }.Sign(
                "<a></a>",
                Engine.With("p256"),
                file
            ),
            "p256",
            file
        );

        (check.IsIntact, check.References[0].Scope!.IsFull).ShouldBe((true, false));
    }

    [Fact]
    public void Filters_apply_one_after_the_other()
    {
        const string Filters =
            "<Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\">"
            + "<XPath xmlns=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"intersect\">/r/a</XPath>"
            + "<XPath xmlns=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">//c</XPath></Transform>";
        var check = Engine.Check(
            new DsigTemplate { References = [new("", Filters)] }.Sign("<r><a>1<c/></a><b/><a/></r>", Engine.With("p256"))
        );

        check.Released().ShouldBe("<a>1</a><a></a>");
        check.References[0].Scope.ShouldBe(new ReferenceScope(false, "r"));
    }

    [Fact]
    public void Taking_out_this_signature_or_all_of_them_is_told_by_the_result()
    {
        var other = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature>";
        string With(string transform) =>
            Engine
                .Check(
                    new DsigTemplate { References = [new("", transform)] }.Sign(
                        $"<r>[signature]{other}</r>",
                        Engine.With("p256")
                    )
                )
                .Released();

        With(Filter("subtract", "here()/ancestor::ds:Signature[1]")).ShouldBe($"<r>{other}</r>");
        With(XadesTemplate.Enveloped).ShouldBe($"<r>{other}</r>");
        With(Filter("subtract", "/descendant::ds:Signature")).ShouldBe("<r></r>");
        With(XPath("not(ancestor-or-self::ds:Signature)")).ShouldBe("<r></r>");
    }

    public static TheoryData<string> Rejected =>
        [
            "true()",
            "self::text()",
            "ancestor-or-self::d:a[1]",
            "not(self::d:a)",
            "//d:a[1]",
            "//d:a[last()]",
            "//d:a/..",
            "//d:a/@n",
            "//text()",
            "//d:a[d:b]",
            "//d:a[@n>1]",
            "//d:a[@n=1 or @n=2]",
            "//undeclared:a",
            "string(//d:a)='x'",
            "//d:a[starts-with('1',@n)]",
            "//d:a[starts-with(@n)]",
            "//d:a[contains(text(),'1')]",
            "//",
            "/",
            "d:a",
            "id()",
            "id('')",
            "id(@n)",
            "id('x'",
            "id('x')[1]",
            "id('x')/..",
            "/id('x')",
            "id('x')/node()/d:a",
            "//node()",
            "/node()",
            "document('http://localhost:1/')//a",
            "not(ancestor-or-self::d:a",
            "/d:r[",
            "/d:r]",
            "/d:r[@n='1]",
            "//*[name()=1]",
            "",
            "not(//ancestor-or-self::d:a)",
            "count(//d:a)>0",
            "here()/ancestor::ds:Signature[2]",
            "here()/ancestor::d:a[1]",
            "//d:a:b",
            "/d:r/",
        ];

    [Theory, MemberData(nameof(Rejected))]
    public void Any_other_expression_is_not_on_the_list(string expression)
    {
        foreach (var transform in new[] { XPath(Escaped(expression)), Filter("subtract", Escaped(expression)) })
            Engine
                .Check(new DsigTemplate { References = [new("", transform)] }.In(Document))
                .References[0]
                .Outcome.ShouldBe(ReferenceOutcome.Unsupported);
    }

    [Fact]
    public void Union_and_a_filter_that_is_none_are_not_on_the_list()
    {
        foreach (var kind in new[] { "union", "", "Subtract" })
            Engine
                .Check(new DsigTemplate { References = [new("", Filter(kind, "//d:a"))] }.In(Document))
                .References[0]
                .Outcome.ShouldBe(ReferenceOutcome.Unsupported);
        Engine
            .Check(
                new DsigTemplate { References = [new("", Filter("subtract", [.. Enumerable.Repeat("//d:a", 9)]))] }.In(
                    Document
                )
            )
            .References[0]
            .Outcome.ShouldBe(ReferenceOutcome.Unsupported);
    }

    private static string Escaped(string expression) => expression.Replace(">", "&gt;", StringComparison.Ordinal);
}
