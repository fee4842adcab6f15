using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Signatures;

/// <summary>However a signed document is wrapped, what is accepted is what was signed.</summary>
public sealed class WrappedVariantTests
{
    [Fact]
    public void No_reader_of_what_the_engine_gives_out_reads_anything_but_what_was_signed()
    {
        var (variants, intact, full) = (0, 0, 0);
        foreach (var (kind, template) in WrappedVariants.Kinds)
        {
            var signed = template.Sign(WrappedVariants.Document, Engine.With("p256"));
            var released = Everything(signed);
            released.Count.ShouldBeGreaterThan(0, kind);

            foreach (var variant in WrappedVariants.Of(signed).Distinct())
            {
                variants++;
                SignedDocument
                    .TryRead(Encoding.UTF8.GetBytes(variant), TreeLimits.Default, out var document, out _)
                    .ShouldBeTrue();
                if (!XmlSignature.TryRead(document!, document!.Signatures[0], out var signature, out _))
                    continue;
                using var key = VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;
                var check = SignatureCheck.Of(signature, key);
                if (check.IsIntact)
                    intact++;
                foreach (var reference in check.References.Concat(check.References.SelectMany(r => r.Manifest)))
                {
                    if (!check.TryRelease(reference, out var octets))
                        continue;
                    released.ShouldContain(Encoding.UTF8.GetString(octets.Span), kind + "\n" + variant);
                    if (!reference.Scope!.IsFull)
                        continue;
                    full++;
                    variant.ShouldNotContain("1000000", customMessage: kind + "\n" + variant);
                }
            }
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{variants} variants, {intact} intact, {full} of them in full");
        variants.ShouldBeGreaterThan(2_000);
        intact.ShouldBeGreaterThan(100, "parts moved elsewhere stay what they are");
    }

    [Fact]
    public void No_wrapped_message_is_accepted()
    {
        var variants = 0;
        foreach (var uri in new[] { "", "#m" })
        {
            var signed = HandSigner.Sign(
                WrappedVariants.Document,
                new XadesTemplate { Certificate = TestKeys.Certificate("rsa2048"), Uri = uri }
            );
            var original = Verify(signed).SignedContent.ToArray();
            original.ShouldNotBeEmpty();

            foreach (var variant in WrappedVariants.Of(signed).Distinct())
            {
                variants++;
                var verdict = Verify(variant);
                if (!verdict.IsPassed)
                    verdict.SignedContent.IsEmpty.ShouldBeTrue();
                else
                    verdict.SignedContent.ToArray().ShouldBe(original, variant);
                verdict.IsPassed.ShouldBeFalse(variant);
            }
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{variants} variants");
        variants.ShouldBeGreaterThan(500);
    }

    /// <summary>All the honest document gives out, as it was signed.</summary>
    private static HashSet<string> Everything(string signed)
    {
        var check = Engine.Check(signed);
        check.IsIntact.ShouldBeTrue();
        var released = new HashSet<string>();
        foreach (var reference in check.References.Concat(check.References.SelectMany(r => r.Manifest)))
        {
            check.TryRelease(reference, out var octets).ShouldBeTrue();
            released.Add(Encoding.UTF8.GetString(octets.Span));
        }
        return released;
    }

    private static SignatureVerdict Verify(string document) =>
        new StrictXadesVerifier().Verify(Samples.Bytes(document), [TestKeys.Known("rsa2048")], TestKeys.Noon);
}
