using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>
/// Sound signatures as tools in use make them, and what validation says of each. What is altered in them never passes.
/// </summary>
public sealed class ReportedSignatureTests
{
    private const string Document = "<a Id=\"m\"><b>text</b></a>";
    private const string Passed = "TOTAL-PASSED";
    private const string Object = "http://www.w3.org/2000/09/xmldsig#Object";
    private static readonly XadesTemplate Template = new() { Certificate = TestKeys.Certificate("rsa2048") };

    [Fact]
    public void The_signature_that_the_others_differ_from_passes_as_baseline_B()
    {
        var report = Validate(HandSigner.Sign(Document, Template));

        (Answers.Answer(report), report.Level, report.IsSigningCertificateIdentified).ShouldBe(
            (Passed, SignatureLevel.B, true)
        );
        report.Reasons.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Id=\"ref-1\"", "Id=\"ref-1\" Type=\"" + Object + "\"")]
    [InlineData("Id=\"ref-1\"", "Id=\"ref-1\" Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\"")]
    [InlineData("Id=\"ref-1\"", "Id=\"ref-1\" Type=\"urn:other\"")]
    public void A_type_of_a_reference_is_advice(string from, string to)
    {
        var signed = HandSigner.Sign(
            Document,
            Template with
            {
                Change = text => text.Replace(from, to, StringComparison.Ordinal),
            }
        );

        var report = Validate(signed);

        (Answers.Answer(report), report.Level).ShouldBe((Passed, SignatureLevel.B));
        report.Scope.ShouldBe([new ReferenceScope(true, "a")]);
        IsCaught(signed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Object)]
    public void Key_information_may_be_signed_as_well(string type)
    {
        var signed = HandSigner.Sign(Document, WithKeyInfo(type.Length == 0 ? "" : $" Type=\"{type}\""));

        var report = Validate(signed);

        (Answers.Answer(report), report.Level).ShouldBe((Passed, SignatureLevel.B));
        IsCaught(signed);
        Answers
            .Answer(Validate(signed.Replace("<X509Data>", "<KeyName>other</KeyName><X509Data>", StringComparison.Ordinal)))
            .ShouldBe("TOTAL-FAILED HASH_FAILURE");
    }

    [Theory]
    [InlineData("2026-06-15T12:00:00.123456789Z", "2026-06-15T12:00:00.1234567Z")]
    [InlineData("2026-06-15T12:00:00.1234567899999999999999999999+02:00", "2026-06-15T10:00:00.1234567Z")]
    [InlineData("2026-06-15T12:00:00.5", "2026-06-15T12:00:00.5Z")]
    [InlineData("2026-06-14T24:00:00Z", "2026-06-15T00:00:00Z")]
    [InlineData("2026-12-31T24:00:00.000-05:00", "2027-01-01T05:00:00Z")]
    [InlineData("\n 2026-06-15T12:00:00+14:00 ", "2026-06-14T22:00:00Z")]
    [InlineData("2028-02-29T00:00:00-00:00", "2028-02-29T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void Any_date_and_time_of_XML_is_a_signing_time(string written, string expected)
    {
        var report = Validate(HandSigner.Sign(Document, Template with { SigningTime = written }));

        (Answers.Answer(report), report.Level).ShouldBe((Passed, SignatureLevel.B));
        report.SigningTime.ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2026-06-15T24:00:01Z")]
    [InlineData("2026-06-15T24:30:00Z")]
    [InlineData("2026-06-15T24:00:00.001Z")]
    [InlineData("2026-06-15T12:00:00.Z")]
    [InlineData("2026-06-15T12:00:60Z")]
    [InlineData("2026-06-15T12:00:00+14:01")]
    [InlineData("2026-06-15T12:00:00+15:00")]
    [InlineData("2026-06-31T12:00:00Z")]
    [InlineData("2027-02-29T12:00:00Z")]
    [InlineData("0000-06-15T12:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T24:00:00Z")]
    [InlineData("2026-06-15 12:00:00Z")]
    [InlineData("2026-06-15T12:00Z")]
    [InlineData("2026-06-15")]
    [InlineData("")]
    public void What_is_no_date_and_time_is_no_signing_time(string written)
    {
        var report = Validate(HandSigner.Sign(Document, Template with { SigningTime = written }));

        (Answers.Answer(report), report.Level, report.SigningTime).ShouldBe((Passed, SignatureLevel.Bes, null));
        report.Reasons.ShouldContain("There is not one signing time.");
    }

    [Fact]
    public void Signed_properties_that_are_covered_without_a_type_pass_below_the_baseline()
    {
        var signed = HandSigner.Sign(
            Document,
            Template with
            {
                Change = text =>
                    text.Replace("Type=\"http://uri.etsi.org/01903#SignedProperties\" ", "", StringComparison.Ordinal),
            }
        );

        var report = Validate(signed);

        (Answers.Answer(report), report.Level).ShouldBe((Passed, SignatureLevel.Bes));
        report.Reasons.ShouldHaveSingleItem().ShouldContain("does not say by its type");
        report.Scope.ShouldBe([new ReferenceScope(true, "a")]);
        Answers
            .Answer(Validate(signed.Replace("12:00:00Z", "12:00:01Z", StringComparison.Ordinal)))
            .ShouldBe("TOTAL-FAILED HASH_FAILURE");
        IsCaught(signed);
    }

    [Fact]
    public void Signed_properties_that_are_not_covered_are_a_failure_whatever_a_type_says()
    {
        var template = new DsigTemplate
        {
            SignatureMethod = XadesTemplate.More + "rsa-sha256",
            KeyInfo = KeyInfo,
            Objects = Properties(""),
            References =
            [
                new("", XadesTemplate.Enveloped),
                new("#m") { Type = "http://uri.etsi.org/01903#SignedProperties" },
            ],
        };
        // The document by its id, with the signature in it, cannot be signed: so it lies beside.
        var signed = template.Sign("<x><m Id=\"m\"/>[signature]</x>", Engine.With("rsa2048"));

        Answers.Answer(Validate(signed)).ShouldBe("TOTAL-FAILED FORMAT_FAILURE");
        Validate(signed).Reasons.ShouldContain("The signature does not cover its own signed properties.");
    }

    [Fact]
    public void Signed_properties_alone_are_no_data()
    {
        var template = new DsigTemplate
        {
            SignatureMethod = XadesTemplate.More + "rsa-sha256",
            KeyInfo = KeyInfo,
            Objects = Properties(""),
            References = [new("#props-1", XadesTemplate.ExclusiveC14N)],
        };

        var report = Validate(template.Sign("<x></x>", Engine.With("rsa2048")));

        Answers.Answer(report).ShouldBe("TOTAL-FAILED FORMAT_FAILURE");
        report.Reasons.ShouldContain("The signature covers no data.");
    }

    [Theory]
    [InlineData("neither", SignatureLevel.XmlDsig)]
    [InlineData("neither, and the key information is signed", SignatureLevel.Bes)]
    [InlineData("V1 and V2 together", SignatureLevel.XmlDsig)]
    [InlineData("V2 twice", SignatureLevel.XmlDsig)]
    [InlineData("V1", SignatureLevel.B)]
    public void A_signature_that_does_not_name_its_signer_once_is_no_XAdES(string what, string level)
    {
        const string Named = "<xades:SigningCertificateV2>.*</xades:SigningCertificateV2>";
        string Without(string text) => Regex.Replace(text, Named, "", RegexOptions.Singleline);
        string Twice(string text, string name) =>
            Regex.Replace(
                text,
                Named,
                match => match.Value + match.Value.Replace("SigningCertificateV2", name, StringComparison.Ordinal),
                RegexOptions.Singleline
            );
        var signed = HandSigner.Sign(
            Document,
            what switch
            {
                "neither" => Template with { Change = Without },
                "V1 and V2 together" => Template with { Change = text => Twice(text, "SigningCertificate") },
                "V2 twice" => Template with { Change = text => Twice(text, "SigningCertificateV2") },
                "V1" => Template with
                {
                    Change = text => text.Replace("SigningCertificateV2", "SigningCertificate", StringComparison.Ordinal),
                },
                _ => WithKeyInfo("") is var with ? with with { Change = text => Without(with.Change(text)) } : with,
            }
        );

        var report = Validate(signed);

        (Answers.Answer(report), report.Level).ShouldBe((Passed, level));
        report.IsSigningCertificateIdentified.ShouldBe(what.StartsWith('V'));
        report.Reasons.Any().ShouldBe(what != "V1");
    }

    [Fact]
    public void The_certificate_of_a_signature_that_does_not_name_it_can_be_exchanged_so_it_reaches_no_timestamped_level()
    {
        var world = new World();
        using var key = world.Signer.WithKey();
        var bare = new SignedFile(
            HandSigner.Sign(
                Document,
                new XadesTemplate
                {
                    Certificate = key,
                    Change = text =>
                        Regex.Replace(
                            text,
                            "<xades:SigningCertificateV2>.*</xades:SigningCertificateV2>",
                            "",
                            RegexOptions.Singleline
                        ),
                }
            )
        )
        {
            Issuer = world.Issuer,
        };

        var report = bare.Stamped(world.Stamper, World.Signing.AddMinutes(1))
            .Validate(World.Signing.AddHours(1), world.Anchors, world.Lists(World.Signing));

        (Answers.Answer(report), report.Level).ShouldBe((Passed, SignatureLevel.XmlDsig));
    }

    [Theory]
    [InlineData("MD5", XadesTemplate.More + "rsa-md5")]
    [InlineData("SHA1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1")]
    [InlineData("RIPEMD160", XadesTemplate.More + "rsa-ripemd160")]
    [InlineData("SHA224", XadesTemplate.More + "rsa-sha224")]
    [InlineData("SHA256", XadesTemplate.More + "rsa-sha256")]
    [InlineData("SHA384", XadesTemplate.More + "rsa-sha384")]
    [InlineData("SHA512", XadesTemplate.More + "rsa-sha512")]
    public void A_DigestInfo_without_its_NULL_is_the_second_encoding_and_there_is_no_third(string digest, string method)
    {
        var template = Template with { SignatureMethod = method };
        SignatureReport Of(DigestInfo form) =>
            Validate(HandSigner.Sign(Document, template, octets => Raw(form, digest, octets)));
        var isStrong = digest is "SHA256" or "SHA384" or "SHA512";

        foreach (var form in new[] { DigestInfo.Usual, DigestInfo.WithoutNull })
        {
            Of(form).IsValid.ShouldBeTrue(form.ToString());
            if (isStrong)
                Answers.Answer(Of(form)).ShouldBe(Passed, form.ToString());
            Of(form)
                .Reasons.Any(reason => reason.Contains("NULL", StringComparison.Ordinal))
                .ShouldBe(form == DigestInfo.WithoutNull);
        }
        foreach (var form in Enum.GetValues<DigestInfo>().Except([DigestInfo.Usual, DigestInfo.WithoutNull]))
        {
            Of(form).IsValid.ShouldBeFalse(form.ToString());
            Answers.Answer(Of(form)).ShouldBe("TOTAL-FAILED SIG_CRYPTO_FAILURE", form.ToString());
        }
    }

    [Fact]
    public void A_message_must_have_the_NULL_and_is_told_so()
    {
        var verdict = Verify(HandSigner.Sign(Document, Template, octets => Raw(DigestInfo.WithoutNull, "SHA256", octets)));

        (verdict.IsPassed, verdict.SubIndication).ShouldBe((false, "FORMAT_FAILURE"));
        verdict.Reasons.ShouldHaveSingleItem().ShouldContain("NULL");
        verdict.SignedContent.IsEmpty.ShouldBeTrue();
        Verify(HandSigner.Sign(Document, Template, octets => Raw(DigestInfo.Usual, "SHA256", octets)))
            .IsPassed.ShouldBeTrue();
    }

    [Fact]
    public void A_certificate_is_found_where_the_key_information_points_to_within_the_document()
    {
        var certificate = $"<X509Certificate>{Convert.ToBase64String(Template.Certificate.RawData)}</X509Certificate>";
        const string Type = "Type=\"http://www.w3.org/2000/09/xmldsig#X509Data\"";
        foreach (
            var (keyInfo, elsewhere) in new[]
            {
                ($"<RetrievalMethod URI=\"#k\" {Type}/>", $"<X509Data Id=\"k\">{certificate}</X509Data>"),
                ("<RetrievalMethod URI=\"#k\"/>", $"<X509Data Id=\"k\">{certificate}</X509Data>"),
                (
                    "<RetrievalMethod URI=\"#xpointer(id('k'))\"/>",
                    $"<KeyInfo Id=\"k\"><X509Data>{certificate}</X509Data></KeyInfo>"
                ),
                (
                    "<KeyInfoReference xmlns=\"http://www.w3.org/2009/xmldsig11#\" URI=\"#k\"/>",
                    $"<KeyInfo Id=\"k\"><X509Data>{certificate}</X509Data></KeyInfo>"
                ),
                (
                    "<RetrievalMethod URI=\"#k\" "
                        + "Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"><Transforms><Transform "
                        + "Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/></Transforms></RetrievalMethod>",
                    $"<Object Id=\"k\">{Convert.ToBase64String(Template.Certificate.RawData)}</Object>"
                ),
                (
                    $"<RetrievalMethod URI=\"\" {Type}><Transforms>{XPathFormsTests.XPath("ancestor-or-self::ds:X509Data")}</Transforms></RetrievalMethod>",
                    $"<X509Data>{certificate}</X509Data>"
                ),
            }
        )
        {
            var declared = elsewhere.Insert(
                elsewhere.IndexOfAny([' ', '>']),
                " xmlns=\"http://www.w3.org/2000/09/xmldsig#\""
            );
            var document = Document.Replace("<b>", declared + "<b>", StringComparison.Ordinal);
            var signed = HandSigner.Sign(
                document,
                Template with
                {
                    Change = text =>
                        Regex.Replace(
                            text,
                            "<KeyInfo>.*</KeyInfo>",
                            $"<KeyInfo>{keyInfo}</KeyInfo>",
                            RegexOptions.Singleline
                        ),
                }
            );

            var report = Validate(signed);

            (Answers.Answer(report), report.IsSigningCertificateIdentified, report.Level).ShouldBe(
                (Passed, true, SignatureLevel.Bes),
                keyInfo
            );
            report.Reasons.ShouldBe(["The signing certificate is not in the key information."]);
            IsCaught(signed);
            Verify(signed).SubIndication.ShouldBe("NO_SIGNING_CERTIFICATE_FOUND");
        }
    }

    [Theory]
    [InlineData("<RetrievalMethod URI=\"#none\"/>")]
    [InlineData(
        "<RetrievalMethod URI=\"http://localhost:1/k\" Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"/>"
    )]
    [InlineData("<RetrievalMethod URI=\"#self\"/>")]
    [InlineData("<RetrievalMethod/>")]
    [InlineData("<KeyInfoReference xmlns=\"http://www.w3.org/2009/xmldsig11#\" URI=\"#self\"/>")]
    public void Key_information_that_points_nowhere_names_nobody(string keyInfo)
    {
        var signed = HandSigner.Sign(
            Document,
            Template with
            {
                Change = text =>
                    Regex.Replace(
                        text,
                        "<KeyInfo>.*</KeyInfo>",
                        $"<KeyInfo Id=\"self\">{keyInfo}</KeyInfo>",
                        RegexOptions.Singleline
                    ),
            }
        );

        Answers.Answer(Validate(signed)).ShouldBe("INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND");
    }

    [Fact]
    public void Ids_that_no_reference_names_may_repeat_and_warn_where_something_unsigned_points_to_them()
    {
        var signed = HandSigner.Sign(Document, Template);
        foreach (
            var (change, isWarned) in new (Func<string, string>, bool)[]
            {
                (text => text.Replace("<KeyInfo>", "<KeyInfo Id=\"ref-1\">", StringComparison.Ordinal), false),
                (text => text.Replace("<KeyInfo>", "<KeyInfo Id=\"sig-1\">", StringComparison.Ordinal), true),
                (
                    text =>
                        text.Replace(
                                "</xades:SignedProperties>",
                                "</xades:SignedProperties><xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
                                    + "<xades:x URI=\"#twice\" "
                                    + "Id=\"twice\"/></xades:UnsignedSignatureProperties></xades:UnsignedProperties>",
                                StringComparison.Ordinal
                            )
                            .Replace("<KeyInfo>", "<KeyInfo Id=\"twice\">", StringComparison.Ordinal),
                    true
                ),
            }
        )
        {
            var report = Validate(change(signed));

            (Answers.Answer(report), report.Level).ShouldBe((Passed, SignatureLevel.B));
            report
                .Reasons.Any(reason => reason.Contains("not signed points to", StringComparison.Ordinal))
                .ShouldBe(isWarned);
        }
        foreach (var id in new[] { "m", "props-1" })
            Answers
                .Answer(
                    Validate(
                        HandSigner
                            .Sign(Document, Template with { Uri = "#m" })
                            .Replace("<KeyInfo>", $"<KeyInfo Id=\"{id}\">", StringComparison.Ordinal)
                    )
                )
                .ShouldBe("TOTAL-FAILED FORMAT_FAILURE");
    }

    [Fact]
    public void Two_signatures_whose_references_have_one_and_the_same_id_both_pass()
    {
        DsigTemplate By(string id) =>
            new()
            {
                Id = id,
                SignatureMethod = XadesTemplate.More + "rsa-sha256",
                KeyInfo = KeyInfo,
                References =
                [
                    new("", XPathFormsTests.XPath("not(ancestor-or-self::ds:Signature)"), XadesTemplate.ExclusiveC14N)
                    {
                        Id = "r-id-1",
                    },
                    new($"#props-{id}", XadesTemplate.ExclusiveC14N) { Type = "http://uri.etsi.org/01903#SignedProperties" },
                ],
                Objects = Properties(
                    "<xades:SignedDataObjectProperties><xades:DataObjectFormat "
                        + "ObjectReference=\"#r-id-1\"><xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties>",
                    id
                ),
            };
        string One(string id) =>
            By(id).Sign("<a>[signature]<b>1</b></a>", Engine.With("rsa2048"))[3..^"<b>1</b></a>".Length];
        var both = $"<a>{One("s1")}{One("s2")}<b>1</b></a>";

        var reports = Reports(both);

        reports
            .Select(Answers.Answer)
            .ShouldBe([Passed, Passed], string.Join(' ', reports.SelectMany(each => each.Reasons)));
        reports.ShouldAllBe(each => each.Level == SignatureLevel.B && each.Scope.Single().IsFull);
        Reports(both.Replace("<b>1", "<b>2", StringComparison.Ordinal))
            .ShouldAllBe(each => Answers.Answer(each) == "TOTAL-FAILED HASH_FAILURE");
    }

    private enum DigestInfo
    {
        Usual,
        WithoutNull,
        BehindIt,
        InFrontOfIt,
        EmptyParameters,
        NullTwice,
        LongLength,
        ShortPadding,
        NoDigestInfo,
        OtherDigest,
        ZeroInPadding,
    }

    /// <summary>An RSA value over exactly these octets, however they are formed.</summary>
    private static byte[] Raw(DigestInfo form, string digest, byte[] octets)
    {
        var algorithm = DigestAlgorithm.Of(digest);
        var oid = new Dictionary<string, string>
        {
            ["MD5"] = "1.2.840.113549.2.5",
            ["SHA1"] = "1.3.14.3.2.26",
            ["RIPEMD160"] = "1.3.36.3.2.1",
            ["SHA224"] = "2.16.840.1.101.3.4.2.4",
            ["SHA256"] = "2.16.840.1.101.3.4.2.1",
            ["SHA384"] = "2.16.840.1.101.3.4.2.2",
            ["SHA512"] = "2.16.840.1.101.3.4.2.3",
        }[digest];
        var hash = algorithm.Of(octets);
        if (form == DigestInfo.OtherDigest)
            hash[0] ^= 1;
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(oid);
                if (form is not (DigestInfo.WithoutNull or DigestInfo.EmptyParameters))
                    info.WriteNull();
                if (form == DigestInfo.NullTwice)
                    info.WriteNull();
                if (form == DigestInfo.EmptyParameters)
                    using (info.PushSequence()) { }
            }
            info.WriteOctetString(hash);
        }
        var encoded = form == DigestInfo.NoDigestInfo ? hash : info.Encode();
        if (form == DigestInfo.LongLength)
            encoded = [encoded[0], 0x81, .. encoded[1..]];
        if (form == DigestInfo.BehindIt)
            encoded = [.. encoded, 0, 1, 2];
        if (form == DigestInfo.InFrontOfIt)
            encoded = [5, 0, .. encoded];
        using var rsa = Template.Certificate.GetRSAPrivateKey()!;
        var key = rsa.ExportParameters(true);
        var padding = form == DigestInfo.ShortPadding ? 8 : key.Modulus!.Length - encoded.Length - 3;
        var block = new byte[key.Modulus!.Length];
        block[1] = 1;
        block.AsSpan(2, padding).Fill(0xFF);
        if (form == DigestInfo.ZeroInPadding)
            block[10] = 0;
        encoded.CopyTo(block, padding + 3);
        static BigInteger Number(byte[] big) => new(big, isUnsigned: true, isBigEndian: true);
        var value = BigInteger
            .ModPow(Number(block), Number(key.D!), Number(key.Modulus))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[key.Modulus.Length - value.Length], .. value];
    }

    private static void IsCaught(string signed)
    {
        signed.ShouldContain(">text<");
        Answers
            .Answer(Validate(signed.Replace(">text<", ">other<", StringComparison.Ordinal)))
            .ShouldBe("TOTAL-FAILED HASH_FAILURE");
    }

    private static XadesTemplate WithKeyInfo(string type) =>
        Template with
        {
            Change = text => text.Replace("<KeyInfo>", "<KeyInfo Id=\"key-info\">", StringComparison.Ordinal),
            MoreReferences =
                $"<Reference URI=\"#key-info\"{type}><Transforms><Transform "
                + $"Algorithm=\"{XadesTemplate.ExclusiveC14N}\"/></Transforms>"
                + $"<DigestMethod Algorithm=\"{XadesTemplate.Sha256}\"/><DigestValue/></Reference>",
        };

    private static string KeyInfo =>
        $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(Template.Certificate.RawData)}</X509Certificate></X509Data></KeyInfo>";

    private static string Properties(string ofData, string id = "1") =>
        $"""
            <Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"><xades:SignedProperties Id="props-{id}"><xades:SignedSignatureProperties>
            <xades:SigningTime>2026-06-15T12:00:00Z</xades:SigningTime>
            <xades:SigningCertificateV2><xades:Cert><xades:CertDigest><DigestMethod Algorithm="{XadesTemplate.Sha256}"/><DigestValue>{Convert.ToBase64String(
                SHA256.HashData(Template.Certificate.RawData)
            )}</DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>
            </xades:SignedSignatureProperties>{ofData}</xades:SignedProperties></xades:QualifyingProperties></Object>
            """;

    private static SignatureVerdict Verify(string signed) =>
        new StrictXadesVerifier().Verify(Encoding.UTF8.GetBytes(signed), [TestKeys.Known("rsa2048")], TestKeys.Noon);

    private static SignatureReport Validate(string signed) => Reports(signed)[0];

    private static IReadOnlyList<SignatureReport> Reports(string signed)
    {
        Certificate.TryRead(Template.Certificate.RawData, out var anchor, out _).ShouldBeTrue();
        return new SignatureValidator(PolicyFile.Default, new TrustMaterial([anchor!], [], []))
            .Validate(Encoding.UTF8.GetBytes(signed), TestKeys.Noon)
            .Signatures;
    }
}
