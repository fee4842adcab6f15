using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;
using Transform = System.Security.Cryptography.Xml.Transform;

namespace Gateway.Tests.Signatures;

/// <summary>Signatures made by xmlsec1 and by .NET's SignedXml verify with ours, and ours with xmlsec1.</summary>
public sealed class ForeignEngineTests
{
    private const string Document = """
        <a xmlns="urn:a" xmlns:p="urn:p" xml:lang="es" Id="root">
          <!-- comment --><p:b p:c="1" d=" 2 ">María &amp; &lt;x&gt; &#13;</p:b><c xmlns=""><![CDATA[<&]]></c>
          <part Id="part"><p:inner xml:space="preserve"/>  <!-- inside --></part><?pi data?>
        </a>
        """;

    private static readonly string[] Forms =
    [
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    ];

    public static TheoryData<string, string, string> Algorithms()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var digest in new[] { "sha224", "sha256", "sha384", "sha512" })
        {
            rows.Add(XadesTemplate.More + "rsa-" + digest, "rsa2048", DigestUri(digest));
            foreach (var key in new[] { "p256", "p384", "p521" })
                rows.Add(XadesTemplate.More + "ecdsa-" + digest, key, DigestUri(digest));
        }
        rows.Add("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "rsa1024", XadesTemplate.Sha1);
        rows.Add(XadesTemplate.More + "ecdsa-sha1", "p256", XadesTemplate.Sha1);
        return rows;
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_foreign_signature_verifies_whatever_the_algorithm(string method, string key, string digest)
    {
        ForeignSigner.Require();
        var template = new DsigTemplate
        {
            SignatureMethod = method,
            References = [new("", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N) { Digest = digest }],
        };

        var signed = Foreign(template, key);

        Engine.Check(signed, key).IsIntact.ShouldBeTrue();
        Engine
            .Check(signed.Replace("p:c=\"1\"", "p:c=\"2\"", StringComparison.Ordinal), key)
            .References[0]
            .Outcome.ShouldBe(ReferenceOutcome.Altered);
        Engine
            .Check(signed, key == "rsa2048" || key == "rsa1024" ? "rsa3072" : "stranger")
            .Value.ShouldNotBe(ValueOutcome.Valid);
    }

    [Fact]
    public void A_foreign_DSA_signature_verifies()
    {
        ForeignSigner.Require();
#pragma warning disable CA5351 // Old signatures are verified; whether they count is for a policy.
        using var dsa = DSA.Create(2048);
#pragma warning restore CA5351
        var template = new DsigTemplate
        {
            SignatureMethod = "http://www.w3.org/2009/xmldsig11#dsa-sha256",
            References = [new("", XadesTemplate.Enveloped)],
        };
        var signature = Engine.Signature(
            Engine.Read(ForeignSigner.Fill(template.In(Document), dsa.ExportPkcs8PrivateKeyPem()))
        );
        using var key = VerificationKey.OfPublicKeyInfo(dsa.ExportSubjectPublicKeyInfo())!;

        SignatureCheck.Of(signature, key).IsIntact.ShouldBeTrue();
    }

    /// <summary>
    /// Every form of SignedInfo, and in each every form of a reference over every kind of URI and selection.
    /// </summary>
    [Theory, MemberData(nameof(AllForms))]
    public void A_foreign_signature_verifies_whatever_is_referred_to(string form)
    {
        ForeignSigner.Require();
        var template = new DsigTemplate
        {
            Canonicalization = form,
            References = [.. AllReferences()],
            Objects = $"<Object Id=\"o\" xmlns:z=\"urn:z\"><x/>{Base64("inside")}</Object>",
        };

        var signed = Foreign(template, "p256", "http://www.w3.org/2000/09/xmldsig#:Object");

        var check = Engine.Check(signed);
        check.Value.ShouldBe(ValueOutcome.Valid);
        foreach (var reference in check.References)
            reference.IsIntact.ShouldBeTrue(
                $"{reference.Reference.Uri} {string.Join(' ', reference.Reference.TransformAlgorithms)}: {reference.Reason}"
            );
        check.References.Count.ShouldBe(53);
    }

    public static TheoryData<string> AllForms => [.. Forms];

    [Theory, MemberData(nameof(AllForms))]
    public void A_foreign_tool_verifies_what_our_engine_computes(string form)
    {
        ForeignSigner.Require();
        var template = new DsigTemplate
        {
            Canonicalization = form,
            References = [.. AllReferences()],
            Objects = $"<Object Id=\"o\" xmlns:z=\"urn:z\"><x/>{Base64("inside")}</Object>",
        };
        string[] ids = ["urn:a:a", "urn:a:part", "http://www.w3.org/2000/09/xmldsig#:Object"];

        var signed = template.Sign(Document, Engine.With("p256"));

        ForeignSigner.Verifies(Encoding.UTF8.GetBytes(signed), TestKeys.Certificate("p256"), ids).ShouldBeTrue();
        ForeignSigner
            .Verifies(
                Encoding.UTF8.GetBytes(signed.Replace("p:c=\"1\"", "p:c=\"2\"", StringComparison.Ordinal)),
                TestKeys.Certificate("p256"),
                ids
            )
            .ShouldBeFalse();
    }

    /// <remarks>The platform lets SignedInfo inherit xml:lang in the exclusive form too, against its standard; so there is
    /// none.</remarks>
    [Theory]
    [InlineData("", true, SignedXml.XmlDsigExcC14NTransformUrl)]
    [InlineData("#root", true, SignedXml.XmlDsigExcC14NTransformUrl)]
    [InlineData("#part", false, SignedXml.XmlDsigExcC14NTransformUrl)]
    [InlineData("", true, SignedXml.XmlDsigC14NTransformUrl)]
    [InlineData("#root", true, SignedXml.XmlDsigC14NTransformUrl)]
    public void A_signature_of_the_platform_verifies(string uri, bool isFull, string form)
    {
        var document =
            form == SignedXml.XmlDsigC14NTransformUrl
                ? Document
                : Document.Replace("xml:lang=\"es\"", "", StringComparison.Ordinal);
        var certificate = TestKeys.Certificate("rsa2048");
        using var rsa = certificate.GetRSAPrivateKey()!;
        foreach (
            Transform[] transforms in new Transform[][]
            {
                [new XmlDsigEnvelopedSignatureTransform()],
                [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigExcC14NTransform("p #default")],
                [new XmlDsigEnvelopedSignatureTransform(), new XmlDsigC14NWithCommentsTransform()],
            }
        )
        {
            var tree = new XmlDocument { PreserveWhitespace = true };
            using (var reader = XmlReader.Create(new StringReader(document)))
                tree.Load(reader);
            var platform = new SignedXml(tree) { SigningKey = rsa, KeyInfo = new KeyInfo() };
            platform.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
            platform.SignedInfo!.CanonicalizationMethod = form;
            var reference = new Reference(uri);
            foreach (var transform in transforms)
                reference.AddTransform(transform);
            platform.AddReference(reference);
            platform.ComputeSignature();
            tree.DocumentElement!.AppendChild(platform.GetXml());

            var check = Engine.Check(tree.OuterXml, "rsa2048");

            check.IsIntact.ShouldBeTrue();
            check.References[0].Scope!.IsFull.ShouldBe(isFull);
            KeyCandidate.In(check.Signature).Single().Certificate!.Value.ToArray().ShouldBe(certificate.RawData);
        }
    }

    private static IEnumerable<DsigReference> AllReferences()
    {
        foreach (var form in Forms)
        {
            foreach (var uri in new[] { "", "#xpointer(/)", "#root", "#xpointer(id('root'))" })
                yield return new(uri, XadesTemplate.Enveloped, form);
            foreach (var uri in new[] { "#part", "#xpointer(id('part'))" })
                yield return new(uri, form);
            yield return new("#o", form);
        }
        yield return new("", XadesTemplate.Enveloped);
        yield return new("", XPathFormsTests.XPath("not(ancestor-or-self::ds:Signature)"));
        yield return new("#xpointer(/)", XPathFormsTests.XPath("not(ancestor-or-self::ds:Signature)"), Forms[1]);
        yield return new("", XPathFormsTests.Filter("subtract", "/descendant::ds:Signature"), XadesTemplate.ExclusiveC14N);
        yield return new("", XPathFormsTests.Filter("subtract", "here()/ancestor::ds:Signature[1]"));
        yield return new("", XPathFormsTests.Filter("intersect", "//q:b"), XadesTemplate.ExclusiveC14N);
        yield return new("", XPathFormsTests.Filter("intersect", "/*/*[@Id='part']"));
        yield return new("", XadesTemplate.Enveloped, XPathFormsTests.XPath("ancestor-or-self::q:b"));
        yield return new("#o", XadesTemplate.Base64);
        yield return new("", XadesTemplate.Enveloped, Forms[4], Forms[0]);
        yield return new("", XadesTemplate.Enveloped, Forms[1], Forms[5]);
    }

    private static string Foreign(DsigTemplate template, string key, params string[] ids) =>
        Encoding.UTF8.GetString(
            ForeignSigner.Fill(
                template.In(Document),
                ForeignSigner.PrivateKey(TestKeys.Certificate(key)),
                ["urn:a:a", "urn:a:part", .. ids]
            )
        );

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string DigestUri(string digest) =>
        (digest is "sha256" or "sha512" ? "http://www.w3.org/2001/04/xmlenc#" : XadesTemplate.More) + digest;
}
