using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Augmentation;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Signatures.Augmentation;

/// <summary>From B to T, LT and LTA and on: what was there stays as it was, byte for byte, and stays intact.</summary>
public sealed class AugmentationTests
{
    private readonly InventedPki _pki = new();
    private readonly FakeTimeProvider _clock = new(TestKeys.Noon);
    private readonly X509Certificate2 _officer;
    private TimeSpan _ageOfRevocation;

    public AugmentationTests() => _officer = _pki.Officer();

    [Fact]
    public async Task A_message_reaches_level_after_level_and_stays_the_message_it_was()
    {
        _ageOfRevocation = TimeSpan.FromSeconds(30);
        var officer = _pki.Officer();
        var signed = XadesSigner.Sign(Samples.Of(MessageKind.Request).Write(), officer, TestKeys.Noon);
        var content = Verified(signed, officer);

        var t = await AugmentedAsync(signed, AugmentationLevel.T);
        var lt = await AugmentedAsync(t, AugmentationLevel.LT);
        var lta = await AugmentedAsync(lt, AugmentationLevel.LTA);
        _clock.Advance(TimeSpan.FromDays(1000));
        var renewed = await AugmentedAsync(lta, AugmentationLevel.LTA);
        var again = await AugmentedAsync(renewed, AugmentationLevel.LTA);

        Properties(t).ShouldBe(["SignatureTimeStamp"]);
        Properties(lt).ShouldBe(["SignatureTimeStamp", "TimeStampValidationData", "CertificateValues", "RevocationValues"]);
        Properties(lta).ShouldBe([.. Properties(lt), "ArchiveTimeStamp"]);
        Properties(renewed).ShouldBe([.. Properties(lta), "TimeStampValidationData", "ArchiveTimeStamp"]);
        Properties(again).ShouldBe([.. Properties(renewed), "TimeStampValidationData", "ArchiveTimeStamp"]);
        foreach (var each in new[] { t, lt, lta, renewed, again })
        {
            Timestamps(each).ShouldAllBe(timestamp => timestamp.IsIntact);
            Verified(each, officer).ShouldBe(content);
        }
    }

    [Fact]
    public async Task Validation_finds_the_level_that_was_made_and_passes_it()
    {
        _ageOfRevocation = TimeSpan.FromSeconds(30);
        var signed = Signed();

        foreach (
            var (level, name) in new[]
            {
                (AugmentationLevel.T, SignatureLevel.T),
                (AugmentationLevel.LT, SignatureLevel.LT),
                (AugmentationLevel.LTA, SignatureLevel.Lta),
            }
        )
        {
            signed = await AugmentedAsync(signed, level);
            var report = new SignatureValidator(PolicyFile.Default, _pki.Material([InventedPki.Read(_officer)]))
                .Validate(signed, _clock.GetUtcNow().AddMinutes(1))
                .Signatures.ShouldHaveSingleItem();
            report.Level.ShouldBe(name);
            report.Conclusion.IsPassed.ShouldBeTrue($"{name}: {string.Join(' ', report.Reasons)}");
            report.BestSignatureTime.ShouldBe(report.Timestamps[0].Time);
        }
    }

    [Fact]
    public async Task What_is_reached_already_is_left_alone()
    {
        var lt = await AugmentedAsync(Signed(), AugmentationLevel.LT);
        _pki.Now = _pki.Now.AddDays(3);
        _clock.Advance(TimeSpan.FromDays(3));

        foreach (var level in new[] { AugmentationLevel.T, AugmentationLevel.LT })
            (await AugmentAsync(lt, level)).ShouldBeOfType<AugmentationOutcome.Augmented>().Inserted.ShouldBe(0);
    }

    [Fact]
    public async Task It_carries_the_whole_path_and_what_tells_of_each_certificate_on_it()
    {
        var material = ValidationMaterial.Of(
            Engine.Signature(Engine.Read(await AugmentedAsync(Signed(), AugmentationLevel.LT)))
        );

        material
            .Certificates.CountBy(each => each.Source)
            .ToDictionary()
            .ShouldBe(
                new Dictionary<MaterialSource, int>
                {
                    [MaterialSource.KeyInfo] = 1,
                    // The authority for timestamps and the root; its own is in the token.
                    [MaterialSource.TimeStampValidationData] = 2,
                    [MaterialSource.CertificateValues] = 2, // The authority for officers and its responder.
                },
                ignoreOrder: true
            );
        material
            .Crls.Select(each => each.Source)
            .ShouldBe([MaterialSource.TimeStampValidationData, MaterialSource.TimeStampValidationData]);
        material.Ocsp.Select(each => each.Source).ShouldBe([MaterialSource.RevocationValues]);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-1")]
    [InlineData("utf-8 with mark")]
    public async Task Documents_in_any_encoding_keep_it(string encoding)
    {
        var declared = encoding.StartsWith("utf-16", StringComparison.Ordinal) ? "utf-16" : encoding.Split(' ')[0];
        var text =
            $"<?xml version=\"1.0\" encoding=\"{declared}\"?>\r\n<!-- <a> --><?pi <b> ?><ñ a='>' b=\"'/>\">\r\n"
            + "<![CDATA[<c></c>]]><d/><e x='/'></e><!--</ñ>-->\r\n&lt;María&gt;</ñ>\r\n";
        var officer = _pki.Officer();
        var signature = HandSigner.Sign(
            text[text.IndexOf("<!--", StringComparison.Ordinal)..].Replace("\r\n", "\n", StringComparison.Ordinal),
            new XadesTemplate { Certificate = officer }
        );
        var element = signature[
            signature.IndexOf("<Signature", StringComparison.Ordinal)..(
                signature.IndexOf("</Signature>", StringComparison.Ordinal) + 12
            )
        ];
        var original = Encode(
            text.Replace(
                "</ñ>\r\n",
                element.Replace("\n", "\r\n", StringComparison.Ordinal) + "</ñ>\r\n",
                StringComparison.Ordinal
            ),
            encoding
        );
        Engine.Check(original, officer).IsIntact.ShouldBeTrue();

        var augmented = await AugmentedAsync(original, AugmentationLevel.LTA);

        Engine.Check(augmented, officer).IsIntact.ShouldBeTrue();
        Timestamps(augmented)
            .Select(each => (each.Kind, each.IsIntact))
            .ShouldBe([(TimestampKind.Signature, true), (TimestampKind.Archive, true)]);
    }

    [Theory]
    [InlineData("<!--><a>-->")]
    [InlineData("<!---><b/><a>-->")]
    public async Task What_looks_like_an_element_and_is_none_does_not_mislead(string before)
    {
        var signed = Samples.Text(Signed());
        var augmented = await AugmentedAsync(
            Samples.Bytes(signed.Insert(signed.IndexOf("<a", StringComparison.Ordinal), before)),
            AugmentationLevel.LTA
        );

        Timestamps(augmented)
            .Select(each => (each.Kind, each.IsIntact))
            .ShouldBe([(TimestampKind.Signature, true), (TimestampKind.Archive, true)]);
    }

    [Theory]
    [InlineData("altered", AugmentationRejection.NotIntact)]
    [InlineData("without revocation", AugmentationRejection.NoRevocation)]
    [InlineData("stale revocation", AugmentationRejection.NoRevocation)]
    [InlineData("unknown to its responder", AugmentationRejection.NoRevocation)]
    [InlineData("without an anchor", AugmentationRejection.NoPath)]
    [InlineData("revoked before", AugmentationRejection.TooLate)]
    [InlineData("run out before", AugmentationRejection.TooLate)]
    [InlineData("no signature", AugmentationRejection.NoSignature)]
    [InlineData("not XML", AugmentationRejection.NoSignature)]
    [InlineData("not XAdES", AugmentationRejection.NotXades)]
    [InlineData("token of something else", AugmentationRejection.BadToken)]
    [InlineData("token that is none", AugmentationRejection.BadToken)]
    [InlineData("token that does not verify", AugmentationRejection.BadToken)]
    [InlineData("its properties not signed", AugmentationRejection.NotIntact)]
    public async Task What_cannot_be_kept_is_rejected(string flaw, AugmentationRejection rejection)
    {
        var officer = _pki.Officer(until: flaw == "run out before" ? TestKeys.Noon.AddDays(-1) : null);
        var signed = XadesSigner.SignEnveloped("<a>one</a>"u8.ToArray(), new PlatformKey(officer), TestKeys.Noon);
        ITimestampAuthority? authority = null;
        switch (flaw)
        {
            case "altered":
                signed = Samples.Bytes(Samples.Text(signed).Replace("one", "two", StringComparison.Ordinal));
                break;
            case "without revocation":
                _pki.TellsOfRevocation = false;
                break;
            case "stale revocation":
                _pki.Now = TestKeys.Noon.AddDays(-60);
                break;
            case "unknown to its responder":
                _pki.KnowsOfficers = false;
                break;
            case "its properties not signed":
                signed = WithoutSigningItsProperties(officer);
                break;
            case "without an anchor":
                _pki.HasAnchor = false;
                break;
            case "revoked before":
                _pki.Revoke(officer);
                break;
            case "no signature":
                signed = "<a/>"u8.ToArray();
                break;
            case "not XML":
                signed = "a"u8.ToArray();
                break;
            case "not XAdES":
                signed = Samples.Bytes(
                    new DsigTemplate { References = [new("", XadesTemplate.Enveloped)] }.Sign("<a></a>", Engine.With("p256"))
                );
                break;
            case "token of something else" or "token that is none" or "token that does not verify":
                authority = new OddAuthority(_pki.Stamper(_clock), flaw);
                break;
        }

        var outcome = await new SignatureAugmentation(authority ?? _pki.Stamper(_clock), _pki).AugmentAsync(
            signed,
            AugmentationLevel.LTA
        );

        outcome.ShouldBeOfType<AugmentationOutcome.Rejected>().Rejection.ShouldBe(rejection);
    }

    [Fact]
    public async Task What_another_signature_is_of_is_not_added_to()
    {
        var inner = Samples.Text(
            XadesSigner.SignEnveloping("one"u8.ToArray(), "text/plain", new PlatformKey(_pki.Officer()), TestKeys.Noon)
        );
        var around = $"<a>{inner[inner.IndexOf("<ds:Signature", StringComparison.Ordinal)..]}</a>";
        var both = Second(new DsigTemplate { Id = "outer", References = [new("", XadesTemplate.Enveloped)] }.In(around));
        var first = Engine.Read(both).Signatures[0].Attribute("Id");
        Engine.Check(both, "p256", index: 1).IsIntact.ShouldBeTrue();

        var outcome = await new SignatureAugmentation(_pki.Stamper(_clock), _pki).AugmentAsync(
            Samples.Bytes(both),
            AugmentationLevel.T,
            signatureId: first
        );

        outcome.ShouldBeOfType<AugmentationOutcome.Rejected>().Rejection.ShouldBe(AugmentationRejection.Harmful);
    }

    [Fact]
    public async Task An_authority_that_gives_no_token_is_told_of()
    {
        _clock.SetUtcNow(InventedPki.Until.AddDays(1));

        var outcome = await AugmentAsync(Signed(), AugmentationLevel.T);

        outcome.ShouldBeOfType<AugmentationOutcome.NotStamped>().Failure.ShouldBe(TimestampFailure.Rejected);
    }

    private byte[] Signed() => XadesSigner.SignEnveloped("<a>one</a>"u8.ToArray(), new PlatformKey(_officer), TestKeys.Noon);

    private Task<AugmentationOutcome> AugmentAsync(byte[] document, AugmentationLevel level) =>
        new SignatureAugmentation(_pki.Stamper(_clock), _pki).AugmentAsync(document, level);

    /// <summary>And sees that taking out what was put in gives what was there.</summary>
    private async Task<byte[]> AugmentedAsync(byte[] document, AugmentationLevel level)
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        _pki.Now = _clock.GetUtcNow() - _ageOfRevocation;
        var outcome = await AugmentAsync(document, level);

        var augmented = outcome.ShouldBeOfType<AugmentationOutcome.Augmented>($"{outcome}");
        var octets = augmented.Document.ToArray();
        augmented.Inserted.ShouldBeGreaterThan(0);
        octets[..augmented.InsertedAt].Concat(octets[(augmented.InsertedAt + augmented.Inserted)..]).ShouldBe(document);
        return octets;
    }

    private static string Second(string text)
    {
        var document = Engine.Read(text);
        var signature = Engine.Signature(document, 1);
        var reference = SignedReference.Read(signature.References[0].Element);
        using var sink = new Adapters.Xml.MemorySink();
        new ReferenceOctets(null, null).Write(ReferencePlan.Of(reference, signature), sink);
        var filled = text.Replace(
            "<DigestValue/>",
            $"<DigestValue>{Convert.ToBase64String(reference.Digest!.Of(sink.ToArray()))}</DigestValue>",
            StringComparison.Ordinal
        );
        var value = Engine.With("p256")(Engine.Signature(Engine.Read(filled), 1).SignedOctets!);
        return filled.Replace(
            "<SignatureValue/>",
            $"<SignatureValue>{Convert.ToBase64String(value)}</SignatureValue>",
            StringComparison.Ordinal
        );
    }

    private static byte[] WithoutSigningItsProperties(X509Certificate2 officer)
    {
        using var key = officer.GetECDsaPrivateKey()!;
        var template = new DsigTemplate
        {
            References = [new("", XadesTemplate.Enveloped)],
            KeyInfo =
                $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(officer.RawData)}</X509Certificate></X509Data></KeyInfo>",
            Objects =
                $"""
                <Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#sig"><xades:SignedProperties Id="props"><xades:SignedSignatureProperties>
                <xades:SigningCertificateV2><xades:Cert><xades:CertDigest><DigestMethod Algorithm="{XadesTemplate.Sha256}"/><DigestValue>{Convert.ToBase64String(
                    SHA256.HashData(officer.RawData)
                )}</DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>
                </xades:SignedSignatureProperties></xades:SignedProperties></xades:QualifyingProperties></Object>
                """.Replace(
                    "<DigestValue>",
                    "<DigestValue >",
                    StringComparison.Ordinal
                ),
        };
        var signed = template.Sign("<a></a>", octets => key.SignData(octets, HashAlgorithmName.SHA256));
        Engine.Check(signed, officer).IsIntact.ShouldBeTrue();
        return Samples.Bytes(signed);
    }

    private static byte[] Encode(string text, string encoding) =>
        encoding switch
        {
            "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            "utf-16BE" => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text)],
            "iso-8859-1" => Encoding.Latin1.GetBytes(text),
            "utf-8 with mark" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            _ => Encoding.UTF8.GetBytes(text),
        };

    private static string[] Properties(byte[] document) =>
        [
            .. Engine
                .Signature(Engine.Read(document))
                .UnsignedSignatureProperties!.Value.Elements()
                .Select(each => each.LocalName),
        ];

    private static IReadOnlyList<XadesTimestamp> Timestamps(byte[] document) =>
        SignatureTimestamps.Of(Engine.Signature(Engine.Read(document)));

    private static byte[] Verified(byte[] signed, X509Certificate2 officer)
    {
        var verdict = new StrictXadesVerifier().Verify(signed, [TestKeys.Known(officer)], TestKeys.Noon);
        verdict.Reasons.ShouldBeEmpty();
        return verdict.SignedContent.ToArray();
    }

    /// <summary>
    /// Stamps another digest than it was asked for, or gives a token that does not verify, or none at all.
    /// </summary>
    private sealed class OddAuthority(ITimestampAuthority honest, string flaw) : ITimestampAuthority
    {
        public async Task<TimestampAnswer> StampAsync(
            HashAlgorithmName algorithm,
            ReadOnlyMemory<byte> hash,
            CancellationToken cancellation
        )
        {
            if (flaw == "token that is none")
                return new TimestampAnswer.Stamped(new byte[] { 0x30, 0 }, default);
            if (flaw == "token of something else")
                return await honest.StampAsync(algorithm, new byte[hash.Length], cancellation);
            var stamped = (TimestampAnswer.Stamped)await honest.StampAsync(algorithm, hash, cancellation);
            var token = stamped.Token.ToArray();
            token[^1] ^= 1;
            return stamped with { Token = token };
        }
    }
}
