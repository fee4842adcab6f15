using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>What a reference digests, and what it says it covers.</summary>
public sealed class ReferenceTests
{
    private const string Document =
        "<!-- 1 --><a Id=\"root\"><b xml:id=\"b\" xmlns:p=\"urn:p\"><!-- 2 -->t</b><c ID=\"c\"/></a><!-- 3 -->";
    private const string WithComments = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";

    [Theory]
    [InlineData("", "<a Id=\"root\"><b xml:id=\"b\">t</b><c ID=\"c\"></c></a>", true, "a")]
    [InlineData(
        "#xpointer(/)",
        "<!-- 1 -->\n<a Id=\"root\"><b xml:id=\"b\"><!-- 2 -->t</b><c ID=\"c\"></c></a>\n<!-- 3 -->",
        true,
        "a"
    )]
    [InlineData("#root", "<a Id=\"root\"><b xml:id=\"b\">t</b><c ID=\"c\"></c></a>", true, "a")]
    [InlineData("#b", "<b xml:id=\"b\">t</b>", false, "b")]
    [InlineData("#xpointer(id('b'))", "<b xml:id=\"b\"><!-- 2 -->t</b>", false, "b")]
    [InlineData("#xpointer(id(&quot;b&quot;))", "<b xml:id=\"b\"><!-- 2 -->t</b>", false, "b")]
    [InlineData("#c", "<c ID=\"c\"></c>", false, "c")]
    public void The_form_of_the_uri_says_what_is_digested_and_whether_with_comments(
        string uri,
        string octets,
        bool isFull,
        string name
    )
    {
        var check = Signed(new DsigReference(uri, XadesTemplate.Enveloped, WithComments));

        check.IsIntact.ShouldBeTrue();
        check.Released().ShouldBe(octets);
        check.References[0].Scope.ShouldBe(new ReferenceScope(isFull, name));
    }

    [Theory]
    [InlineData("#missing", ReferenceOutcome.NotFound)]
    [InlineData("#", ReferenceOutcome.Unsupported)]
    [InlineData("#xpointer(//b)", ReferenceOutcome.Unsupported)]
    [InlineData("#xpointer(id('b') | id('c'))", ReferenceOutcome.Unsupported)]
    [InlineData("#xpointer(id('b'))/x", ReferenceOutcome.Unsupported)]
    [InlineData("#xpointer(id('b')", ReferenceOutcome.Unsupported)]
    [InlineData("#element(/1)", ReferenceOutcome.NotFound)]
    [InlineData("http://localhost:1/x", ReferenceOutcome.NotFound)]
    [InlineData("file:///etc/passwd", ReferenceOutcome.NotFound)]
    [InlineData("other.xml#b", ReferenceOutcome.NotFound)]
    public void Any_other_uri_is_not_resolved(string uri, ReferenceOutcome outcome) =>
        Outcome(new DsigReference(uri)).ShouldBe(outcome);

    [Fact]
    public void A_reference_without_uri_is_not_computed() =>
        Engine
            .Check(new DsigTemplate().Sign(Document, Engine.With("p256")).Replace(" URI=\"\"", "", StringComparison.Ordinal))
            .References[0]
            .Outcome.ShouldBe(ReferenceOutcome.Unsupported);

    [Theory]
    [InlineData("<x>aGVs\n bG8=</x>", "hello")]
    [InlineData("<x>aG<y>Vs</y><!-- c -->bG8<![CDATA[=]]></x>", "hello")]
    [InlineData("<x/>", "")]
    public void Base64_is_decoded_from_the_text(string content, string octets)
    {
        var check = Signed(new DsigReference("#o", XadesTemplate.Base64), $"<a><o Id='o'>{content}</o></a>");

        check.IsIntact.ShouldBeTrue();
        check.Released().ShouldBe(octets);
        check.References[0].Scope.ShouldBe(new ReferenceScope(false, "o"));
    }

    [Theory]
    [InlineData("aGVsbG8")]
    [InlineData("aGVsbG8=x")]
    [InlineData("aGVs*G8=")]
    [InlineData("=")]
    public void What_is_not_base64_is_told(string content) =>
        Outcome(new DsigReference("#o", XadesTemplate.Base64), $"<a><o Id='o'>{content}</o></a>")
            .ShouldBe(ReferenceOutcome.Unreadable);

    [Fact]
    public void Octets_that_a_transform_wants_as_xml_are_parsed_again()
    {
        var inside = Convert.ToBase64String("<x b='2'><y>1</y><!-- c --></x>"u8);
        var document = $"<a><o Id='o'>{inside}</o></a>";

        Signed(new DsigReference("#o", XadesTemplate.Base64, XadesTemplate.C14N), document)
            .Released()
            .ShouldBe("<x b=\"2\"><y>1</y></x>");
        Signed(new DsigReference("#o", XadesTemplate.Base64, WithComments), document)
            .Released()
            .ShouldBe("<x b=\"2\"><y>1</y><!-- c --></x>");
        Signed(new DsigReference("#o", XadesTemplate.Base64, XPathFormsTests.Filter("subtract", "//y")), document)
            .Released()
            .ShouldBe("<x b=\"2\"></x>");
        Outcome(new DsigReference("#o", XadesTemplate.Base64, XadesTemplate.C14N), "<a><o Id='o'>bm90IFhNTA==</o></a>")
            .ShouldBe(ReferenceOutcome.Unreadable);
    }

    [Fact]
    public void An_order_of_transforms_without_meaning_is_not_computed()
    {
        Outcome(new DsigReference("", XadesTemplate.C14N, XadesTemplate.Enveloped)).ShouldBe(ReferenceOutcome.Unsupported);
        Outcome(new DsigReference("f", XadesTemplate.Enveloped)).ShouldBe(ReferenceOutcome.NotFound);
        Outcome(new DsigReference("", "http://www.w3.org/TR/1999/REC-xslt-19991116")).ShouldBe(ReferenceOutcome.Unsupported);
        Outcome(new DsigReference("", "http://www.w3.org/2002/07/decrypt#XML")).ShouldBe(ReferenceOutcome.Unsupported);
        Outcome(new DsigReference("", $"<Transform Algorithm=\"{XadesTemplate.C14N}\"><x/></Transform>"))
            .ShouldBe(ReferenceOutcome.Unsupported);
        Outcome(new DsigReference("") { Digest = "urn:none" }).ShouldBe(ReferenceOutcome.Unsupported);
    }

    [Fact]
    public void A_file_is_digested_by_name_from_what_is_at_hand()
    {
        var files = new Files(("a%20b.bin", [1, 2, 3]), ("c.xml", "<c  d='1'/>"u8.ToArray()));
        var template = new DsigTemplate
        {
            References =
            [
                new("a%20b.bin"),
                new("c.xml", XadesTemplate.C14N),
                new("c.xml", XPathFormsTests.Filter("subtract", "//x")),
            ],
        };
        var signed = template.Sign("<a></a>", Engine.With("p256"), files);

        var check = Engine.Check(signed, detached: files);

        check.IsIntact.ShouldBeTrue();
        check.References[0].Scope.ShouldBe(new ReferenceScope(true, "a%20b.bin"));
        check.References[2].Scope.ShouldBe(new ReferenceScope(false, "c.xml"));
        check.Released(1).ShouldBe("<c d=\"1\"></c>");
        files.Asked.Distinct().ShouldBe(["a%20b.bin", "c.xml"]);
        Engine.Check(signed, detached: new Files()).References.ShouldAllBe(r => r.Outcome == ReferenceOutcome.NotFound);
        Engine.Check(signed).References.ShouldAllBe(r => r.Outcome == ReferenceOutcome.NotFound);
        Engine
            .Check(signed, detached: new Files(("a%20b.bin", [1, 2, 4]), ("c.xml", [0x50])))
            .References.Select(r => r.Outcome)
            .ShouldBe([ReferenceOutcome.Altered, ReferenceOutcome.Unreadable, ReferenceOutcome.Unreadable]);
    }

    [Fact]
    public void A_file_that_changes_between_digest_and_release_is_not_released()
    {
        byte[] content = [1, 2, 3];
        var signed = new DsigTemplate { References = [new("f")] }.Sign(
            "<a></a>",
            Engine.With("p256"),
            new Files(("f", content))
        );
        var check = Engine.Check(signed, detached: new Files(("f", content)));

        content[0] = 9;

        check.IsIntact.ShouldBeTrue();
        check.TryRelease(check.References[0], out var octets).ShouldBeFalse();
        octets.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_file_of_a_hundred_megabytes_is_digested_without_being_held()
    {
        const int Length = 100 * 1024 * 1024;
        var document = new DsigTemplate { References = [new("large")] }.In("<a></a>");
        Engine.Check(document, detached: new Zeros(1_000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Engine.Check(document, detached: new Zeros(Length)).References[0].Outcome.ShouldBe(ReferenceOutcome.Altered);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Length / 50);
    }

    [Fact]
    public void A_file_that_breaks_off_is_told() =>
        Engine
            .Check(
                new DsigTemplate { References = [new("large"), new("large", XadesTemplate.C14N)] }.In("<a></a>"),
                detached: new Zeros(-1)
            )
            .References.ShouldAllBe(reference => reference.Outcome == ReferenceOutcome.Unreadable);

    [Fact]
    public void Every_reference_of_a_manifest_is_looked_at()
    {
        const string Manifest = "<Object><Manifest Id=\"mf\">{0}</Manifest></Object>";
        var inside = string.Concat(
            new[] { new DsigReference("#b", XadesTemplate.ExclusiveC14N), new DsigReference("f") }.Select(r => r.Xml())
        );
        var template = new DsigTemplate
        {
            References = [new("#mf", XadesTemplate.ExclusiveC14N) { Type = "http://www.w3.org/2000/09/xmldsig#Manifest" }],
            Objects = Manifest.Replace("{0}", inside, StringComparison.Ordinal),
        };
        var files = new Files(("f", [1]));
        var signed = template.Sign(Document, Engine.With("p256"), files);

        var check = Engine.Check(signed, detached: files);
        check.IsIntact.ShouldBeTrue();
        check.References[0].Manifest.Select(r => r.Outcome).ShouldBe([ReferenceOutcome.Intact, ReferenceOutcome.Intact]);
        check.TryRelease(check.References[0].Manifest[0], out var octets).ShouldBeTrue();
        Encoding.UTF8.GetString(octets.Span).ShouldBe("<b xml:id=\"b\">t</b>");

        var changed = Engine.Check(signed.Replace(">t<", ">u<", StringComparison.Ordinal));
        changed.IsIntact.ShouldBeTrue("core validation leaves manifests to who relies on them");
        changed
            .References[0]
            .Manifest.Select(r => r.Outcome)
            .ShouldBe([ReferenceOutcome.Altered, ReferenceOutcome.NotFound]);
    }

    [Fact]
    public void Nothing_is_released_of_an_invalid_signature_nor_for_another_check()
    {
        var signed = new DsigTemplate { References = [new("#b", XadesTemplate.ExclusiveC14N)] }.Sign(
            Document,
            Engine.With("p256")
        );
        var valid = Engine.Check(signed);
        var invalid = Engine.Check(signed, "stranger");

        invalid.Value.ShouldBe(ValueOutcome.Invalid);
        invalid.References[0].IsIntact.ShouldBeTrue();
        invalid.TryRelease(invalid.References[0], out _).ShouldBeFalse();
        invalid.TryRelease(valid.References[0], out _).ShouldBeFalse();
        valid.TryRelease(invalid.References[0], out _).ShouldBeFalse();
    }

    /// <summary>So many zeros, or a broken archive.</summary>
    private sealed class Zeros(int length) : IDetachedContent
    {
        public Stream? Open(string uri) => new Content(length);

        private sealed class Content(int length) : MemoryStream
        {
            private int _left = length;

            public override int Read(byte[] buffer, int offset, int count)
            {
                if (_left < 0)
                    throw new InvalidDataException("broken");
                var read = Math.Min(count, _left);
                _left -= read;
                return read;
            }
        }
    }

    private static SignatureCheck Signed(DsigReference reference, string document = Document) =>
        Engine.Check(new DsigTemplate { References = [reference] }.Sign(document, Engine.With("p256")));

    /// <summary>Of a reference that nobody can fill in.</summary>
    private static ReferenceOutcome Outcome(DsigReference reference, string document = Document) =>
        Engine.Check(new DsigTemplate { References = [reference] }.In(document)).References[0].Outcome;
}
