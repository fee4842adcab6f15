using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Gateway.Adapters.Xades.Strict;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

/// <summary>Signatures that are sound as XMLDSig counts it, and rejected all the same.</summary>
public sealed class StrictnessTests
{
    private const string Document = "<a Id=\"m\"><b>text</b></a>";
    private static readonly XadesTemplate Template = new() { Certificate = TestKeys.Certificate("rsa2048") };

    [Fact]
    public void The_hand_made_signature_itself_is_accepted()
    {
        Verdict(Template).IsPassed.ShouldBeTrue();
        Verdict(Template with { Uri = "#m" }).IsPassed.ShouldBeTrue();
        Verdict(Template with { SignatureMethod = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" })
            .IsPassed.ShouldBeTrue();
        Verdict(
            Template with
            {
                Certificate = TestKeys.Certificate("p384"),
                SignatureMethod = XadesTemplate.More + "ecdsa-sha256",
            }
        )
            .IsPassed.ShouldBeTrue();
    }

    [Fact]
    public void SHA_1_is_rejected_wherever_it_stands()
    {
        foreach (
            var weak in new[]
            {
                Template with
                {
                    SignatureMethod = "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
                },
                Template with
                {
                    DigestMethod = XadesTemplate.Sha1,
                },
                Template with
                {
                    CertificateDigestMethod = XadesTemplate.Sha1,
                    SecondVersion = false,
                },
                Template with
                {
                    Certificate = TestKeys.Certificate("p256"),
                    SignatureMethod = XadesTemplate.More + "ecdsa-sha1",
                },
                Template with
                {
                    Certificate = TestKeys.Certificate("rsa1024"),
                },
            }
        )
            Rejected(Verdict(weak), "CRYPTO_CONSTRAINTS_FAILURE");
    }

    [Fact]
    public void Algorithms_off_the_closed_lists_are_rejected()
    {
        foreach (
            var odd in new[]
            {
                Template with
                {
                    SignatureMethod = "http://www.w3.org/2000/09/xmldsig#hmac-sha256",
                },
                Template with
                {
                    SignatureMethod = XadesTemplate.More + "hmac-sha256",
                },
                Template with
                {
                    CanonicalizationMethod = XadesTemplate.ExclusiveC14N + "WithComments",
                },
                Template with
                {
                    CanonicalizationMethod = "http://www.w3.org/2006/12/xml-c14n11",
                },
                Template with
                {
                    Transforms = [XadesTemplate.Enveloped, XadesTemplate.C14N + "#WithComments"],
                },
                Template with
                {
                    Transforms = [XadesTemplate.Enveloped, "http://www.w3.org/TR/1999/REC-xpath-19991116"],
                },
                Template with
                {
                    Transforms = [XadesTemplate.Enveloped, "http://www.w3.org/TR/1999/REC-xslt-19991116"],
                },
                Template with
                {
                    Transforms = ["http://www.w3.org/2002/06/xmldsig-filter2"],
                },
                Template with
                {
                    Transforms = [XadesTemplate.ExclusiveC14N, XadesTemplate.Enveloped],
                },
                Template with
                {
                    Transforms = [XadesTemplate.Enveloped, XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N],
                },
                Template with
                {
                    Transforms = [XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N, XadesTemplate.ExclusiveC14N],
                },
                Template with
                {
                    Transforms = [XadesTemplate.ExclusiveC14N],
                },
                Template with
                {
                    Transforms = [],
                },
                Template with
                {
                    PropertiesTransforms = [XadesTemplate.Enveloped],
                },
                Template with
                {
                    PropertiesTransforms = ["http://www.w3.org/2000/09/xmldsig#base64"],
                },
            }
        )
            Rejected(Verdict(odd), "FORMAT_FAILURE");
    }

    [Fact]
    public void References_to_anything_but_the_whole_document_are_rejected()
    {
        foreach (
            var uri in new[]
            {
                "#b",
                "#xpointer(/)",
                "#xpointer(id('m'))",
                "#sig-1",
                "#",
                "http://localhost:1/x",
                "file:///etc/passwd",
                "a.xml",
            }
        )
            Rejected(Verdict(Template with { Uri = uri }), "FORMAT_FAILURE");
    }

    [Fact]
    public void A_third_reference_is_rejected() =>
        Rejected(
            Verdict(
                Template with
                {
                    MoreReferences =
                        $"<Reference URI=\"\"><Transforms><Transform Algorithm=\"{XadesTemplate.Enveloped}\"/>"
                        + $"<Transform Algorithm=\"{XadesTemplate.ExclusiveC14N}\"/></Transforms>"
                        + $"<DigestMethod Algorithm=\"{XadesTemplate.Sha256}\"/><DigestValue/></Reference>",
                }
            ),
            "FORMAT_FAILURE"
        );

    [Theory]
    [InlineData("http://uri.etsi.org/01903#SignedProperties", "", false)]
    [InlineData("http://uri.etsi.org/01903/v1.3.2#SignedProperties", "", false)]
    [InlineData(
        "http://uri.etsi.org/01903/v1.3.2#SignedProperties",
        " Type=\"http://www.w3.org/2000/09/xmldsig#Object\"",
        true
    )]
    public void A_third_reference_to_its_own_key_information_is_accepted(
        string type,
        string ofKeyInfo,
        bool withoutTransforms
    )
    {
        var transforms = withoutTransforms
            ? ""
            : $"<Transforms><Transform Algorithm=\"{XadesTemplate.ExclusiveC14N}\"/></Transforms>";
        var template = Template with
        {
            MoreReferences =
                $"<Reference URI=\"#key-info\"{ofKeyInfo}>{transforms}<DigestMethod "
                + $"Algorithm=\"{XadesTemplate.Sha256}\"/><DigestValue/></Reference>",
            Change = text =>
                text.Replace("<KeyInfo>", "<KeyInfo Id=\"key-info\">", StringComparison.Ordinal)
                    .Replace("http://uri.etsi.org/01903#SignedProperties", type, StringComparison.Ordinal),
        };

        var signed = HandSigner.Sign(Document, template);

        var verdict = Verify(signed);
        verdict.IsPassed.ShouldBeTrue(string.Join(' ', verdict.Reasons));
        (verdict.Level, System.Text.Encoding.UTF8.GetString(verdict.SignedContent.Span)).ShouldBe(
            ("XAdES-BASELINE-B", Document)
        );
        Rejected(Verify(signed.Replace(">text<", ">other<", StringComparison.Ordinal)), "HASH_FAILURE")
            .ShouldContain("The document is not");
        Rejected(
                Verify(signed.Replace("<X509Data>", "<KeyName>k</KeyName><X509Data>", StringComparison.Ordinal)),
                "HASH_FAILURE"
            )
            .ShouldContain("key information is not");
        Rejected(Verify(signed.Replace("12:00:00Z", "12:00:01Z", StringComparison.Ordinal)), "HASH_FAILURE")
            .ShouldContain("signed properties are not");
        var twice = template with { MoreReferences = template.MoreReferences + template.MoreReferences };
        Rejected(Verdict(twice), "FORMAT_FAILURE");
    }

    [Fact]
    public void A_type_that_says_object_is_advice_and_others_are_rejected_for_what_they_are()
    {
        string With(string type) =>
            HandSigner.Sign(
                Document,
                Template with
                {
                    Change = text => text.Replace("Id=\"ref-1\"", $"Id=\"ref-1\" Type=\"{type}\"", StringComparison.Ordinal),
                }
            );

        Verify(With("http://www.w3.org/2000/09/xmldsig#Object")).IsPassed.ShouldBeTrue();
        foreach (
            var other in new[]
            {
                "http://www.w3.org/2000/09/xmldsig#Manifest",
                "http://uri.etsi.org/01903#CountersignedSignature",
                "urn:x",
            }
        )
            Rejected(Verify(With(other)), "FORMAT_FAILURE").ShouldContain("type");
    }

    [Fact]
    public void Signed_properties_without_their_type_are_rejected_for_that() =>
        Rejected(
                Verdict(
                    Template with
                    {
                        Change = text =>
                            text.Replace(
                                "Type=\"http://uri.etsi.org/01903#SignedProperties\" ",
                                "",
                                StringComparison.Ordinal
                            ),
                    }
                ),
                "FORMAT_FAILURE"
            )
            .ShouldContain("says by its type");

    [Theory]
    [InlineData("2026-06-15T12:00:00.123456789Z")]
    [InlineData("2026-06-14T24:00:00-01:00")]
    public void Any_date_and_time_with_an_offset_is_a_signing_time(string time) =>
        Verdict(Template with { SigningTime = time }).IsPassed.ShouldBeTrue();

    [Theory]
    [InlineData("2026-06-15T12:00:00+14:30")]
    [InlineData("2026-06-15T24:00:00.5Z")]
    [InlineData("yesterday")]
    [InlineData("2026-06-15T12:00:00")]
    [InlineData("")]
    public void A_signing_time_that_is_none_is_rejected(string time) =>
        Rejected(Verdict(Template with { SigningTime = time }), "FORMAT_FAILURE");

    [Theory]
    [InlineData("Id=\"m\"", "Id=\"props-1\"")]
    [InlineData("Id=\"m\"", "id=\"sig-1\"")]
    [InlineData("Id=\"m\"", "xml:id=\"sig-1\"")]
    [InlineData("Id=\"m\"", "ID=\"sig-1\"")]
    [InlineData("Id=\"m\"", "xmlns:w=\"urn:w\" w:Id=\"sig-1\"")]
    [InlineData("<b>", "<b id=\"m\">")]
    [InlineData("<b>", "<b Id=\"9\"/><b ID=\"9\">")]
    public void An_id_that_occurs_twice_is_rejected(string from, string to)
    {
        var document = Document.Replace(from, to, StringComparison.Ordinal);

        Rejected(Verify(HandSigner.Sign(document, Template)), "FORMAT_FAILURE");
    }

    [Theory]
    [InlineData("<DigestValue>", "<DigestValue><!-- -->")]
    [InlineData("<SignatureValue>", "<SignatureValue><!-- -->")]
    [InlineData("<KeyInfo>", "<KeyInfo><?x?>")]
    [InlineData("<X509Certificate>", "<X509Certificate><![CDATA[]]>")]
    [InlineData("<SignatureValue>", "<SignatureValue>=")]
    [InlineData("<SignedInfo>", "<SignedInfo>text")]
    [InlineData("</Signature>", "text</Signature>")]
    [InlineData("</Signature>", "<Object/></Signature>")]
    [InlineData("</Object>", "<x/></Object>")]
    [InlineData("<Object>", "<Object Foreign=\"\">")]
    [InlineData(" Target=\"#sig-1\"", "")]
    [InlineData(" Id=\"sig-1\"", "")]
    [InlineData("<Signature ", "<Signature foreign=\"\" ")]
    [InlineData("</SignedInfo>", "</SignedInfo><SignedInfo/>")]
    [InlineData("</Signature>", "</Signature>after")]
    [InlineData("</Signature>", "</Signature><after/>")]
    [InlineData("</Signature>", "</Signature><!-- after -->")]
    [InlineData("</xades:QualifyingProperties>", "<xades:Other/></xades:QualifyingProperties>")]
    [InlineData(
        "</xades:QualifyingProperties>",
        "</xades:QualifyingProperties><xades:QualifyingProperties Target='#sig-1'/>"
    )]
    public void Anything_unexpected_in_or_after_the_signature_is_rejected(string from, string to)
    {
        var signed = HandSigner.Sign(Document, Template);
        signed.ShouldContain(from);

        Rejected(Verify(signed.Replace(from, to, StringComparison.Ordinal)), "FORMAT_FAILURE");
    }

    [Fact]
    public void Two_signatures_are_rejected()
    {
        var signed = HandSigner.Sign(Document, Template);
        var signature = signed[
            signed.IndexOf("<Signature ", StringComparison.Ordinal)..signed.IndexOf("</a>", StringComparison.Ordinal)
        ];

        Rejected(
            Verify(
                signed.Replace(
                    "</a>",
                    signature.Replace("-1\"", "-2\"", StringComparison.Ordinal) + "</a>",
                    StringComparison.Ordinal
                )
            ),
            "FORMAT_FAILURE"
        );
        Rejected(
            Verify(
                signed.Replace(
                    "<b>",
                    "<b>" + signature.Replace("-1\"", "-2\"", StringComparison.Ordinal),
                    StringComparison.Ordinal
                )
            ),
            "FORMAT_FAILURE"
        );
    }

    [Fact]
    public void Unsigned_properties_are_let_pass_and_not_believed()
    {
        var signed = HandSigner
            .Sign(Document, Template)
            .Replace(
                "</xades:SignedProperties>",
                "</xades:SignedProperties><xades:UnsignedProperties><xades:UnsignedSignatureProperties/></xades:UnsignedProperties>",
                StringComparison.Ordinal
            );

        var verdict = Verify(signed);

        (verdict.IsPassed, verdict.Level).ShouldBe((true, "XAdES-BASELINE-B"));
    }

    [Fact]
    public void A_document_without_signature_or_certificate_is_rejected()
    {
        Rejected(Verify(Document), "FORMAT_FAILURE");
        Rejected(Verify("<!DOCTYPE a><a/>"), "FORMAT_FAILURE");
        Rejected(Verify("<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>"), "FORMAT_FAILURE");
        var signed = HandSigner.Sign(Document, Template);
        Rejected(
            Verify(Regex.Replace(signed, "<X509Data>.*</X509Data>", "<KeyName>k</KeyName>", RegexOptions.Singleline)),
            "NO_SIGNING_CERTIFICATE_FOUND"
        );
        var other = Convert.ToBase64String(TestKeys.Certificate("rsa3072").RawData);
        Rejected(Verify(Regex.Replace(signed, "(?<=<X509Certificate>)[^<]*", other)), "NO_SIGNING_CERTIFICATE_FOUND");
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("2D2D2D2D2D424547494E2043455254494649434154452D2D2D2D2D")]
    [InlineData("real with a byte more")]
    [InlineData("real cut short")]
    public void A_certificate_that_is_none_is_rejected_though_it_is_the_one_named(string bytes)
    {
        var real = TestKeys.Certificate("rsa2048").RawData;
        byte[] certificate = bytes switch
        {
            "real with a byte more" => [.. real, 0],
            "real cut short" => real[..^1],
            _ => Convert.FromHexString(bytes),
        };
        var signed = Regex.Replace(
            HandSigner.Sign(Document, Template),
            "(?<=<X509Certificate>)[^<]*",
            Convert.ToBase64String(certificate)
        );
        signed = Regex.Replace(
            signed,
            "(?<=<xades:CertDigest>\\s*<DigestMethod [^>]*/><DigestValue>)[^<]*",
            Convert.ToBase64String(SHA256.HashData(certificate))
        );

        Rejected(Verify(signed), "FORMAT_FAILURE");
    }

    [Fact]
    public void A_chain_in_the_key_information_does_not_confuse_which_certificate_signed()
    {
        var issuer = Convert.ToBase64String(TestKeys.Certificate("rsa3072").RawData);
        var signed = HandSigner
            .Sign(Document, Template)
            .Replace("<X509Data>", $"<X509Data><X509Certificate>{issuer}</X509Certificate>", StringComparison.Ordinal);

        Verify(signed).IsPassed.ShouldBeTrue();
    }

    private static SignatureVerdict Verdict(XadesTemplate template) =>
        Verify(HandSigner.Sign(Document, template), TestKeys.Known(template.Certificate));

    private static SignatureVerdict Verify(string document, SigningKey? key = null) =>
        new StrictXadesVerifier().Verify(Samples.Bytes(document), [key ?? TestKeys.Known("rsa2048")], TestKeys.Noon);

    private static string Rejected(SignatureVerdict verdict, string subIndication)
    {
        verdict.SubIndication.ShouldBe(subIndication, string.Join(' ', verdict.Reasons));
        verdict.IsPassed.ShouldBeFalse();
        verdict.SignedContent.IsEmpty.ShouldBeTrue();
        verdict.Reasons.ShouldHaveSingleItem().ShouldNotContain("Exception");
        return verdict.Reasons[0];
    }
}
