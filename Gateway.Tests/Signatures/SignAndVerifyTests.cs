using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

public sealed class SignAndVerifyTests
{
    private static readonly StrictXadesVerifier Verifier = new();

    [Theory]
    [InlineData("rsa2048")]
    [InlineData("rsa3072")]
    [InlineData("p256")]
    [InlineData("p384")]
    [InlineData("p521")]
    public void What_was_signed_verifies_and_is_handed_on(string key)
    {
        var original = Samples.Of(MessageKind.Request).Write();

        var signed = XadesSigner.Sign(original, TestKeys.Certificate(key), TestKeys.Noon);
        var verdict = Verifier.Verify(signed, [TestKeys.Known("stranger"), TestKeys.Known(key)], TestKeys.Noon);

        verdict.Reasons.ShouldBeEmpty();
        verdict.Indication.ShouldBe("TOTAL-PASSED");
        verdict.SubIndication.ShouldBeNull();
        verdict.Level.ShouldBe("XAdES-BASELINE-B");
        verdict.SigningTime.ShouldBe(TestKeys.Noon);
        verdict.Signer.ShouldBe(TestKeys.Known(key) with { Certificate = verdict.Signer!.Certificate });
        var reader = new MessageReader();
        reader.Check(signed).ShouldBeNull();
        reader.Read(verdict.SignedContent).ShouldBeEquivalentTo(reader.Read(original));
        Samples.Text(verdict.SignedContent).ShouldNotContain("Signature");
    }

    [Fact]
    public void Documents_with_every_awkward_character_verify()
    {
        var document =
            "<?xml version=\"1.0\"?><?pi before?>\r\n<a xmlns='urn:a' xmlns:b='urn:b' b:z='&#13;&#10;&#9;&lt;\"' y=''>\r\n"
            + "<b:c xmlns=''>&#13; &amp; ]]&gt; \U0001F4DC ñ&#xA0;<![CDATA[<x>]]></b:c><!-- gone --><d "
            + "xml:lang='es'/></a><!-- gone -->";

        var signed = XadesSigner.Sign(Samples.Bytes(document), TestKeys.Certificate("p256"), TestKeys.Noon);

        Verifier.Verify(signed, [TestKeys.Known("p256")], TestKeys.Noon).IsPassed.ShouldBeTrue();
    }

    [Fact]
    public void A_document_in_UTF_16_is_signed_into_UTF_8()
    {
        var utf16 = new UnicodeEncoding(true, true);
        byte[] document = [.. utf16.GetPreamble(), .. utf16.GetBytes("<?xml version='1.0' encoding='utf-16'?><a>ñ</a>")];

        var signed = XadesSigner.Sign(document, TestKeys.Certificate("p256"), TestKeys.Noon);

        Samples.Text(signed).ShouldStartWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>ñ<ds:Signature");
        Samples.Text(Verifier.Verify(signed, [TestKeys.Known("p256")], TestKeys.Noon).SignedContent).ShouldBe("<a>ñ</a>");
    }

    [Fact]
    public void What_cannot_be_signed_is_rejected()
    {
        var signed = XadesSigner.Sign("<a/>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon);

        Should.Throw<ArgumentException>(() => XadesSigner.Sign(signed, TestKeys.Certificate("p256"), TestKeys.Noon));
        Should.Throw<ArgumentException>(() =>
            XadesSigner.Sign("<a>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon)
        );
        Should.Throw<ArgumentException>(() =>
            XadesSigner.Sign("<a/>"u8.ToArray(), TestKeys.Certificate("rsa1024"), TestKeys.Noon)
        );
        using var publicOnly = X509CertificateLoader.LoadCertificate(TestKeys.Certificate("p256").RawData);
        Should.Throw<ArgumentException>(() => XadesSigner.Sign("<a/>"u8.ToArray(), publicOnly, TestKeys.Noon));
    }

    [Fact]
    public void A_key_that_is_only_in_the_file_proves_nothing()
    {
        var signed = XadesSigner.Sign(
            Samples.Of(MessageKind.Request).Write(),
            TestKeys.Certificate("stranger"),
            TestKeys.Noon
        );

        var verdict = Verifier.Verify(signed, [TestKeys.Known("p256")], TestKeys.Noon);

        (verdict.Indication, verdict.SubIndication).ShouldBe(("INDETERMINATE", SignatureVerdict.NoKnownSigner));
        verdict.Signer.ShouldBeNull();
        verdict.SignedContent.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void The_certificate_must_be_valid_when_the_document_is_looked_at()
    {
        var signed = XadesSigner.Sign("<a/>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon);
        SignatureVerdict At(DateTimeOffset at) => Verifier.Verify(signed, [TestKeys.Known("p256")], at);

        At(TestKeys.From).IsPassed.ShouldBeTrue();
        At(TestKeys.Until).IsPassed.ShouldBeTrue();
        At(TestKeys.From.AddSeconds(-1)).SubIndication.ShouldBe("NOT_YET_VALID");
        var expired = At(TestKeys.Until.AddSeconds(1));
        (expired.Indication, expired.SubIndication).ShouldBe(("INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"));
        expired.SignedContent.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_changed_document_fails_by_its_digest_also_for_a_stranger()
    {
        var signed = Samples.Text(XadesSigner.Sign("<a>one</a>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon));
        var changed = Samples.Bytes(signed.Replace("<a>one", "<a>two", StringComparison.Ordinal));

        foreach (var key in new[] { "p256", "stranger" })
        {
            var verdict = Verifier.Verify(changed, [TestKeys.Known(key)], TestKeys.Noon);
            (verdict.Indication, verdict.SubIndication).ShouldBe(("TOTAL-FAILED", "HASH_FAILURE"));
        }
    }

    [Fact]
    public void A_changed_signing_time_fails_by_its_digest()
    {
        var signed = Samples.Text(XadesSigner.Sign("<a/>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon));

        Verifier
            .Verify(
                Samples.Bytes(signed.Replace("2026-06-15T12", "2026-06-15T11", StringComparison.Ordinal)),
                [TestKeys.Known("p256")],
                TestKeys.Noon
            )
            .SubIndication.ShouldBe("HASH_FAILURE");
    }

    [Fact]
    public void A_value_made_with_another_key_fails_as_such()
    {
        var tree = new XmlDocument { PreserveWhitespace = true };
        tree.LoadXml(Samples.Text(XadesSigner.Sign("<a/>"u8.ToArray(), TestKeys.Certificate("p256"), TestKeys.Noon)));
        var value = tree.GetElementsByTagName("ds:SignatureValue")[0]!;
        var bytes = Convert.FromBase64String(value.InnerText);
        bytes[10] ^= 1;
        value.InnerText = Convert.ToBase64String(bytes);

        Verifier
            .Verify(Samples.Bytes(tree.OuterXml), [TestKeys.Known("p256")], TestKeys.Noon)
            .SubIndication.ShouldBe("SIG_CRYPTO_FAILURE");
    }
}
