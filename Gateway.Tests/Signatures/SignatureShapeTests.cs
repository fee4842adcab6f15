using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>What is taken for a signature at all, and which ids it may rest on.</summary>
public sealed class SignatureShapeTests
{
    private static readonly string Signed = new DsigTemplate
    {
        References = [new("#b", XadesTemplate.ExclusiveC14N)],
        KeyInfo = "<KeyInfo><KeyName>k</KeyName></KeyInfo>",
        Objects = "<Object/>",
    }.Sign("<a><b Id='b'>1</b><c/></a>", Engine.With("p256"));

    [Fact]
    public void The_signature_itself_is_one() => Engine.Check(Signed).IsIntact.ShouldBeTrue();

    [Theory]
    [InlineData("<SignatureValue>", "<SignedInfo/><SignatureValue>")]
    [InlineData("<SignedInfo>", "<SignedInfo/><SignedInfo>")]
    [InlineData("<SignatureValue>", "<Other/><SignatureValue>")]
    [InlineData("<SignatureValue>", "<!-- --><SignatureValue><!-- -->")]
    [InlineData("<SignatureValue>", "<SignatureValue>*")]
    [InlineData("<SignatureValue>", "<SignatureValue><x/>")]
    [InlineData("<DigestValue>", "<DigestValue><!-- -->")]
    [InlineData("<DigestValue>", "<DigestValue><?x?>")]
    [InlineData("<DigestValue>", "<DigestValue>=")]
    [InlineData("<DigestValue>", "<DigestValue/><DigestValue>")]
    [InlineData("<Transforms>", "<Transforms/><Transforms>")]
    [InlineData("<Transforms>", "<Transforms><Other/>")]
    [InlineData("<Reference ", "<Other/><Reference ")]
    [InlineData("<SignedInfo>", "<SignedInfo>text")]
    [InlineData("</Signature>", "text</Signature>")]
    [InlineData("</Signature>", "<KeyInfo/></Signature>")]
    [InlineData("</Signature>", "<Other/></Signature>")]
    [InlineData("<DigestMethod Algorithm=", "<DigestMethod Other=")]
    [InlineData("<CanonicalizationMethod Algorithm=", "<CanonicalizationMethod Other=")]
    [InlineData("<SignatureMethod ", "<SignatureMethod/><SignatureMethod ")]
    public void Another_shape_is_not_a_signature(string from, string to)
    {
        Signed.ShouldContain(from);
        var document = Engine.Read(Signed.Replace(from, to, StringComparison.Ordinal));

        XmlSignature.TryRead(document, document.Signatures[0], out var signature, out var flaw).ShouldBeFalse();
        (signature, string.IsNullOrEmpty(flaw)).ShouldBe((null, false));
    }

    [Fact]
    public void Comments_between_elements_and_CDATA_in_values_are_what_they_are_in_canonical_form()
    {
        var value = Engine.Read(Signed).Signatures[0].Descendants().First(e => e.LocalName == "DigestValue").Text;
        var written = Signed
            .Replace("<SignedInfo>", "<SignedInfo><!-- x -->", StringComparison.Ordinal)
            .Replace(value, $"<![CDATA[{value}]]>", StringComparison.Ordinal);

        Engine.Check(written).IsIntact.ShouldBeTrue();
    }

    [Theory]
    [InlineData("<c/>", "<c Id='b'/>")]
    [InlineData("<c/>", "<c ID='b'/>")]
    [InlineData("<c/>", "<c id='b'/>")]
    [InlineData("<c/>", "<c xml:id='b'/>")]
    [InlineData(
        "<c/>",
        "<c xmlns:wsu='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' wsu:Id='b'/>"
    )]
    [InlineData("<KeyInfo>", "<KeyInfo Id='b'>")]
    [InlineData("<Object/>", "<Object Id='b'/>")]
    [InlineData(
        "<Object/>",
        "<Object><Manifest><Reference URI='#y'/></Manifest><q Id='y'/><q xmlns='urn:other' Id='y'/></Object>"
    )]
    public void A_signature_that_refers_to_an_id_that_is_there_twice_is_none(string from, string to)
    {
        var document = Engine.Read(Signed.Replace(from, to, StringComparison.Ordinal));

        document.HasRepeatedIds.ShouldBeTrue();
        XmlSignature.TryRead(document, document.Signatures[0], out _, out var flaw).ShouldBeFalse();
        flaw.ShouldBe("An id that the signature refers to occurs more than once.");
        document
            .ById("b")
            .ShouldBe(to.Contains("'b'", StringComparison.Ordinal) ? null : document.Tree.Root.Elements().First());
    }

    [Theory]
    [InlineData("<c/>", "<c id='1'/><c id='1'/><c Id='1'/>", "1")]
    [InlineData("<c/>", "<c Id='sig'/>", "sig")]
    [InlineData("<KeyInfo>", "<KeyInfo Id='sig'>", "sig")]
    [InlineData("<Object/>", "<Object Id='x'><c xmlns='' Id='x'/></Object>", "x")]
    [InlineData(
        "<Object/>",
        "<Object><q xmlns='http://uri.etsi.org/01903/v1.4.1#' Id='y'/><q xmlns='urn:other' Id='y'/></Object>",
        "y"
    )]
    [InlineData(
        "<Object/>",
        "<Object><x xmlns='' Id='z' Target='#z'/><x xmlns='' Id='z' ObjectReference='#z' URI='#z'/></Object>",
        "z"
    )]
    public void Ids_that_no_reference_names_may_repeat_and_select_nothing(string from, string to, string id)
    {
        var document = Engine.Read(Signed.Replace(from, to, StringComparison.Ordinal));

        document.HasRepeatedIds.ShouldBeTrue();
        document.ById(id).ShouldBeNull();
        XmlSignature.TryRead(document, document.Signatures[0], out _, out var flaw).ShouldBeTrue(flaw);
    }

    [Fact]
    public void An_element_with_one_value_in_two_id_attributes_is_one_element()
    {
        var document = Engine.Read(Signed.Replace("<b Id='b'>", "<b Id='b' id='b' xml:id='b'>", StringComparison.Ordinal));

        document.HasRepeatedIds.ShouldBeFalse();
        document.ById("b").ShouldBe(document.Tree.Root.Elements().First());
        XmlSignature.TryRead(document, document.Signatures[0], out _, out var flaw).ShouldBeTrue(flaw);
    }
}
