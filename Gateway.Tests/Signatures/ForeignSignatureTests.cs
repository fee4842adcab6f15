using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.Xades.Strict;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

public sealed class ForeignSignatureTests
{
    private static readonly StrictXadesVerifier Verifier = new();

    [Theory]
    [InlineData("rsa2048")]
    [InlineData("p256")]
    public void A_message_signed_by_a_foreign_tool_is_accepted(string key)
    {
        ForeignSigner.Require();

        var signed = ForeignSigner.Sign(Samples.Request(), TestKeys.Certificate(key));
        var verdict = Verifier.Verify(signed, [TestKeys.Known(key)], TestKeys.Noon);

        verdict.Reasons.ShouldBeEmpty();
        verdict.IsPassed.ShouldBeTrue();
        verdict.Level.ShouldBe("XAdES-BASELINE-B");
        new MessageReader().Check(signed).ShouldBeNull();
        new MessageReader().Read(verdict.SignedContent).MessageId.ShouldBe(Samples.MessageId);
    }

    public static TheoryData<string> Variants => [.. AllVariants.Keys];

    private static readonly Dictionary<string, Func<XadesTemplate, XadesTemplate>> AllVariants = new()
    {
        ["inclusive canonical form throughout"] = t =>
            t with
            {
                CanonicalizationMethod = XadesTemplate.C14N,
                Transforms = [XadesTemplate.Enveloped, XadesTemplate.C14N],
                PropertiesTransforms = [XadesTemplate.C14N],
            },
        ["canonical forms left to the standard's default"] = t =>
            t with
            {
                Transforms = [XadesTemplate.Enveloped],
                PropertiesTransforms = [],
            },
        ["document named by id"] = t => t with { Uri = "#m" },
        ["document named by id, inclusive"] = t => t with { Uri = "#m", Transforms = [XadesTemplate.Enveloped] },
        ["SHA-384"] = t => t with { SignatureMethod = XadesTemplate.More + "rsa-sha384" },
        ["SHA-512"] = t =>
            t with
            {
                SignatureMethod = XadesTemplate.More + "rsa-sha512",
                DigestMethod = "http://www.w3.org/2001/04/xmlenc#sha512",
            },
        ["first version of the signing certificate property"] = t => t with { SecondVersion = false },
    };

    [Theory, MemberData(nameof(Variants))]
    public void Every_form_on_the_closed_lists_is_accepted(string variant)
    {
        ForeignSigner.Require();
        var document = Samples
            .Request()
            .Replace("<Message ", "<Message Id='m' xmlns:unused='urn:unused' ", StringComparison.Ordinal);
        var template = AllVariants[variant](new XadesTemplate { Certificate = TestKeys.Certificate("rsa2048") });

        var verdict = Verifier.Verify(ForeignSigner.Sign(document, template), [TestKeys.Known("rsa2048")], TestKeys.Noon);

        verdict.Reasons.ShouldBeEmpty();
        verdict.IsPassed.ShouldBeTrue();
    }

    [Fact]
    public void Without_the_data_object_format_it_is_no_baseline_signature()
    {
        ForeignSigner.Require();
        var template = new XadesTemplate { Certificate = TestKeys.Certificate("rsa2048"), WithFormat = false };

        var verdict = Verifier.Verify(
            ForeignSigner.Sign(Samples.Request(), template),
            [TestKeys.Known("rsa2048")],
            TestKeys.Noon
        );

        (verdict.IsPassed, verdict.Level).ShouldBe((true, "XAdES-BES"));
    }

    [Theory]
    [InlineData("rsa2048")]
    [InlineData("rsa3072")]
    [InlineData("p256")]
    [InlineData("p384")]
    [InlineData("p521")]
    public void A_foreign_tool_accepts_what_we_sign(string key)
    {
        ForeignSigner.Require();

        var signed = XadesSigner.Sign(Samples.Of(MessageKind.Request).Write(), TestKeys.Certificate(key), TestKeys.Noon);

        ForeignSigner.Verifies(signed, TestKeys.Certificate(key)).ShouldBeTrue();
        ForeignSigner
            .Verifies(
                Samples.Bytes(Samples.Text(signed).Replace("mla", "mlb", StringComparison.Ordinal)),
                TestKeys.Certificate(key)
            )
            .ShouldBeFalse();
    }
}
