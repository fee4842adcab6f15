using Gateway.Adapters.Asic;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>Validates a file of any kind: an XML document, or an ASiC container with XAdES (ETSI EN 319 162-1).</summary>
public sealed class FileValidator(ValidationPolicy policy, TrustMaterial trust)
{
    private const int LongestDocument = 64 * 1024 * 1024;

    private readonly SignatureValidator _signatures = new(policy, trust);

    /// <summary>Never throws for what is in the file.</summary>
    /// <param name="open">The file's bytes, seekable, from the start; the same each time.</param>
    /// <param name="detached">What signatures of an XML document may name outside it; a container has its own files.</param>
    /// <inheritdoc
    ///     cref="SignatureValidator.Validate(ReadOnlySpan{byte}, DateTimeOffset, IDetachedContent?, DateTimeOffset?)"/>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ValidationReport Validate(
        Func<Stream> open,
        DateTimeOffset at,
        IDetachedContent? detached = null,
        DateTimeOffset? existedAt = null
    )
    {
        using var file = open();
        var start = new byte[4];
        var isArchive = AsicContainer.IsArchive(
            start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false))
        );
        if (isArchive)
            return InContainer(open, at, existedAt);
        if (file.Length > LongestDocument)
            return new ValidationReport(ValidationReport.Xml, [], "The document is longer than is read.");
        var document = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(document);
        return _signatures.Validate(document, at, detached, existedAt);
    }

    private ValidationReport InContainer(Func<Stream> open, DateTimeOffset at, DateTimeOffset? existedAt)
    {
        if (!AsicContainer.TryRead(open, ContainerPolicy.Default, out var container, out var rejection))
            return new ValidationReport(ValidationReport.AsicE, [], rejection.Reason);
        var kind = container.Kind == ContainerKind.Simple ? ValidationReport.AsicS : ValidationReport.AsicE;
        var flaw = Flaw(container, _ => true);
        var otherFlaw = Flaw(container, finding => finding.Flaw != ContainerFlaw.NothingSigned);
        var documents = container.Signatures.Select(each => each.Document).Distinct().ToList();
        var (work, verifications) = (new SignatureBudget(), new VerificationAllowance());
        foreach (var document in documents)
            document.Work.Verifications = verifications;
        var reports = documents
            .SelectMany(document => _signatures.Validate(document, at, container.Files, existedAt, work))
            // "Nothing is signed" says less than a signature that reports missing data.
            .Select(report =>
                report.In(
                    container.Findings,
                    report.Conclusion.SubIndication == SubIndication.SignedDataNotFound ? otherFlaw : flaw
                )
            )
            .ToList();
        var error =
            reports.Count == 0
                ? flaw?.Reason ?? "The container holds no XAdES signature."
                : documents.Select(SignatureValidator.FlawOf).FirstOrDefault(each => each is not null);
        return new ValidationReport(kind, reports, error);
    }

    /// <summary>A broken chain says more than the unsigned files that it causes.</summary>
    private static Conclusion? Flaw(AsicContainer container, Func<ContainerFinding, bool> counts) =>
        container
            .Findings.Where(finding => finding.Weight == FindingWeight.Error && counts(finding))
            .Select(Conclude)
            .OrderBy(flaw =>
                flaw.SubIndication switch
                {
                    SubIndication.HashFailure => 0,
                    SubIndication.SignedDataNotFound => 1,
                    _ => 2,
                }
            )
            .FirstOrDefault();

    private static Conclusion Conclude(ContainerFinding error) =>
        error.Flaw switch
        {
            ContainerFlaw.HashChainAltered => Conclusion.Failed(SubIndication.HashFailure, error.Reason),
            ContainerFlaw.HashChainIncomplete => Conclusion.Unsettled(SubIndication.SignedDataNotFound, error.Reason),
            _ => Conclusion.Failed(SubIndication.FormatFailure, error.Reason),
        };
}
