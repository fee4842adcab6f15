using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Strict;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>Files made by others that reproduce reported signatures. They lie beside the repository.</summary>
public sealed class ReportedCasesTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("01-facturae-type-object-whole.xml", SignatureLevel.B, true)]
    [InlineData("01c-type-object-keyinfo.xml", SignatureLevel.B, true)]
    [InlineData("01f-slovak-manifest-object-outside.xml", SignatureLevel.B, false)]
    [InlineData("16c-dss-r-id-1-twice.xml", SignatureLevel.B, true)]
    [InlineData("a04b-same-element-Id-and-xmlid.xml", SignatureLevel.B, true)]
    [InlineData("40-time-nanos.xml", SignatureLevel.B, true)]
    [InlineData("45-sp-no-type.xml", SignatureLevel.Bes, true)]
    [InlineData("digestinfo-without-null.xml", SignatureLevel.B, true)]
    [InlineData("17d-f2-id.xml", SignatureLevel.B, false)]
    [InlineData("49-comment-in-xpath.xml", SignatureLevel.B, true)]
    [InlineData("35-retrievalmethod.xml", SignatureLevel.Bes, true)]
    [InlineData("k1-no-signing-certificate.xml", SignatureLevel.XmlDsig, true)]
    [InlineData("02-xpath-after-c14n.xml", SignatureLevel.B, true)]
    public void A_reported_file_passes_with_the_level_and_the_scope_it_has(string file, string level, bool isFull)
    {
        var folder = Folder();
        var anchors = Directory
            .GetFiles(Path.Combine(folder, "trust"))
            .SelectMany(path => CertificateFile.Read(File.ReadAllBytes(path)).Certificates)
            .ToList();
        anchors.Count.ShouldBeGreaterThan(2);

        var report = new SignatureValidator(PolicyFile.Default, new TrustMaterial(anchors, [], [])).Validate(
            File.ReadAllBytes(Path.Combine(folder, file)),
            At
        );

        report.Signatures.ShouldNotBeEmpty();
        foreach (var each in report.Signatures)
        {
            (Answers.Answer(each), each.Level).ShouldBe(("TOTAL-PASSED", level), string.Join(' ', each.Reasons));
            each.Scope.Any(scope => scope.IsFull).ShouldBe(isFull);
        }
    }

    [Theory]
    [InlineData("R03-type-object.xml", "XAdES-BASELINE-B")]
    [InlineData("R04-time-nanos9.xml", "XAdES-BASELINE-B")]
    [InlineData("R13-no-dof.xml", "XAdES-BES")]
    public void A_reported_message_is_accepted(string file, string level)
    {
        var document = File.ReadAllBytes(Path.Combine(Folder(), "requests", file));
        var certificate = KeyCandidate.In(Engine.Signature(Engine.Read(document)))[0].Certificate!.Value;

        var verdict = new StrictXadesVerifier().Verify(document, [new("key", "CO-CA", certificate.ToArray())], At);

        verdict.IsPassed.ShouldBeTrue(string.Join(' ', verdict.Reasons));
        verdict.Level.ShouldBe(level);
    }

    private static string Folder()
    {
        var folder = Path.GetFullPath(Path.Combine(SignatureCorpus.Folder(), "../../cases/signatures"));
        if (!Directory.Exists(folder))
            Assert.Skip($"The reported signatures are not at {folder}.");
        return folder;
    }
}
