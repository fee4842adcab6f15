using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Api.Signatures;
using Gateway.Tests.Xml;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>Real signatures of others, validated whole.</summary>
public sealed class ValidationCorpusTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Files => [.. ValidationCases.All.Select(each => each.File)];

    [Theory, MemberData(nameof(Files))]
    public void A_real_file_is_answered_as_the_table_says(string file)
    {
        var path = Path.Combine(SignatureCorpus.Folder(), file);

        var report = new FileValidator(PolicyFile.Default, TrustMaterial.None).Validate(
            () => File.OpenRead(path),
            Now,
            new FilesInFolder(Path.GetDirectoryName(path)!)
        );

        string[] answers = report.Error is null ? [.. report.Signatures.Select(Answer)] : [report.Error];
        answers.ShouldBe(ValidationCases.All.Single(each => each.File == file).Answers);
        report.Indication.ShouldNotBe(Indication.TotalPassed, "Nobody is trusted.");
        foreach (var signature in report.Signatures.Where(each => !each.Conclusion.IsPassed))
            signature.Reasons.ShouldNotBeEmpty();
    }

    [Fact]
    public void The_table_is_that_of_the_collections_index() =>
        ValidationCases.All.Select(each => each.File).Order().ShouldBe(CorpusCases.All.Select(each => each.File).Order());

    [Fact]
    public void What_core_validation_finds_intact_is_told_as_intact()
    {
        foreach (var (file, answer, _) in CorpusCases.All)
        {
            var told = ValidationCases.All.Single(each => each.File == file).Answers[0];
            if (answer is CorpusCases.Intact or CorpusCases.Partial)
                told.ShouldContain(" intact valid", customMessage: file);
            if (answer is CorpusCases.InvalidValue or CorpusCases.Unsupported)
                told.ShouldNotContain(" valid", customMessage: file);
        }
    }

    /// <summary>With the roots that lie in it as anchors, an hour after its last timestamp.</summary>
    [Theory]
    [InlineData("dss/xades/xades-extended-xl.xml", "2021-11-30T10:13:48Z", "TOTAL-PASSED")]
    [InlineData(
        "dss/xades/Signature-X-BE_ECON-3.xml",
        "2014-11-12T08:03:15Z",
        "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    )] // Revocation is told with SHA-1.
    [InlineData("dss/xades/xades-lta-copied-atst.xml", "2021-08-12T14:27:00Z", "INDETERMINATE TRY_LATER")] // Another CA's responder tells of revocation.
    [InlineData(
        "dss/xades/xades-with-counter-sig-type.xml",
        "2021-02-16T16:14:16Z",
        "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND"
    )] // No root of its signer's lies in it.
    public void With_its_roots_trusted_a_real_signature_passes_when_all_is_there(string file, string at, string expected)
    {
        var document = File.ReadAllBytes(Path.Combine(SignatureCorpus.Folder(), file));
        var roots = Certificates(document).Where(each => each.IsSelfIssued).ToList();

        var report = new SignatureValidator(PolicyFile.Default, new TrustMaterial(roots, [], []))
            .Validate(document, DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture))
            .Signatures[0];

        $"{report.Conclusion.Indication.Name()} {report.Conclusion.SubIndication?.Name()}"
            .TrimEnd()
            .ShouldBe(expected, string.Join('\n', report.Reasons));
    }

    [Fact]
    public void Five_thousand_mutated_files_are_answered_and_none_of_them_passes()
    {
        var originals = SignatureCorpus
            .Files()
            .Where(file => new FileInfo(file).Length < 60_000 && !file.EndsWith(".md", StringComparison.Ordinal))
            .Select(File.ReadAllBytes)
            .ToList();
        var trust = new TrustMaterial(
            [.. originals.SelectMany(Certificates).Where(each => each.IsSelfIssued).Distinct()],
            [],
            []
        );
        var validator = new FileValidator(PolicyFile.Default, trust);
        // One signs with a certificate that is among the anchors, and may be changed where nothing is signed.
        originals
            .RemoveAll(original =>
                validator.Validate(() => new MemoryStream(original), Now).Indication == Indication.TotalPassed
            )
            .ShouldBeLessThan(3);

        for (var seed = 0; seed < 5_000; seed++)
        {
            var mutated = new MutatedXml(seed).Of(originals[seed % originals.Count]);
            Quickly.Do(
                () =>
                    validator
                        .Validate(() => new MemoryStream(mutated), Now)
                        .Signatures.ShouldAllBe(each => each.Conclusion.Indication != Indication.TotalPassed),
                seconds: 3
            );
        }
    }

    private static string Answer(SignatureReport report) =>
        string.Join(
            ' ',
            new[]
            {
                report.CounterSignatureOf is null ? "" : "counter",
                report.Conclusion.SubIndication?.Name() ?? "",
                report.IsIntact ? "intact" : "",
                report.IsValid ? "valid" : "",
                report.IsSigningCertificateIdentified ? "named" : "",
                report.Level ?? "",
            }.Where(each => each.Length > 0)
        );

    private static List<Certificate> Certificates(byte[] document)
    {
        if (!SignedDocument.TryRead(document, TreeLimits.Default, out var signed, out _))
            return [];
        return
        [
            .. signed
                .Signatures.Select(each => XmlSignature.TryRead(signed, each, out var signature, out _) ? signature : null)
                .OfType<XmlSignature>()
                .SelectMany(each => SignatureMaterial.Of(each, null, new CertificatePool()).Certificates)
                .Select(each => each.Certificate),
        ];
    }
}
