using Gateway.Adapters.Asic;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The answer for one file.</summary>
/// <param name="Container"><c>xml</c>, <c>asic-s</c> or <c>asic-e</c>.</param>
/// <param name="Error">Why nothing could be validated; null otherwise. One sentence that quotes nothing.</param>
public sealed record ValidationReport(string Container, IReadOnlyList<SignatureReport> Signatures, string? Error = null)
{
    public const string Xml = "xml";
    public const string AsicS = "asic-s";
    public const string AsicE = "asic-e";

    /// <summary>The inquiries to responders; empty when there were none.</summary>
    public IReadOnlyList<Inquiry> Inquiries { get; init; } = [];

    /// <summary>The worst of all signatures; indeterminate without any.</summary>
    public Indication Indication =>
        Signatures.Any(each => each.Conclusion.Indication == Indication.TotalFailed) ? Indication.TotalFailed
        : Error is null && Signatures.Count > 0 && Signatures.All(each => each.Conclusion.IsPassed) ? Indication.TotalPassed
        : Indication.Indeterminate;
}

/// <summary>The validation result of one signature.</summary>
public sealed record SignatureReport
{
    public string? Id { get; init; }

    /// <summary>The id of the signature that this one counter-signs; null for other signatures.</summary>
    public string? CounterSignatureOf { get; init; }

    public required Conclusion Conclusion { get; init; }

    /// <summary>As reached (<see cref="SignatureLevel"/>); null for what is no signature.</summary>
    public string? Level { get; init; }

    /// <summary>Every reference verifies.</summary>
    public bool IsIntact { get; init; }

    /// <summary>The value verifies.</summary>
    public bool IsValid { get; init; }

    /// <summary>The signed properties name the signing certificate.</summary>
    public bool IsSigningCertificateIdentified { get; init; }

    /// <summary>As the signer claims.</summary>
    public DateTimeOffset? SigningTime { get; init; }

    /// <summary>
    /// The earliest time at which the signature is proven to have existed; that of the validation when nothing proves it.
    /// </summary>
    public DateTimeOffset? BestSignatureTime { get; init; }

    public IReadOnlyList<ReferenceScope> Scope { get; init; } = [];

    public IReadOnlyList<TimestampReport> Timestamps { get; init; } = [];

    /// <summary>Names from the signing certificate up to the anchor, as far as there is a path.</summary>
    public IReadOnlyList<string> Chain { get; init; } = [];

    /// <summary>SHA-256 of the signing certificate, lower-case hexadecimal.</summary>
    public string? SigningCertificate { get; init; }

    /// <summary>Identifier of the signature policy that the signer names; <c>implied</c> for an implied one.</summary>
    public string? SignaturePolicy { get; init; }

    public IReadOnlyList<string> ClaimedRoles { get; init; } = [];

    public IReadOnlyList<string> Commitments { get; init; } = [];

    public IReadOnlyList<ValidationCheck> Checks { get; init; } = [];

    /// <summary>
    /// Certificates of the signer and of timestamps for which more revocation data or further issuers might decide.
    /// </summary>
    internal IReadOnlyList<Certificate> Undecided { get; init; } = [];

    /// <summary>Certificates to build paths with.</summary>
    internal IReadOnlyCollection<Certificate> AtHand { get; init; } = [];

    /// <summary>The report with the findings of its container.</summary>
    /// <param name="flaw">What makes every signature of the container fail; null when nothing does.</param>
    internal SignatureReport In(IEnumerable<ContainerFinding> findings, Conclusion? flaw)
    {
        var checks = new CheckList();
        checks.Add("container", flaw);
        foreach (var finding in findings.Where(each => each.Weight == FindingWeight.Warning))
            checks.Warn("container", finding.Reason);
        return this with { Conclusion = flaw ?? Conclusion, Checks = [.. checks.All, .. Checks] };
    }

    /// <summary>Why it did not pass, and further information.</summary>
    public IEnumerable<string> Reasons =>
        Checks
            .Where(check => check.Result != CheckResult.Passed && check.Detail is not null)
            .Select(check => check.Detail!)
            .Distinct();
}

/// <param name="Type">The property's name, e.g. <c>SignatureTimeStamp</c>.</param>
/// <param name="IsIntact">It covers the right data and is signed by the certificate it names.</param>
/// <param name="IsTrusted">It is valid by the policy, so that its time counts.</param>
/// <param name="Authority">Name of the authority; null when its certificate is not at hand.</param>
public sealed record TimestampReport(
    string Type,
    bool IsIntact,
    bool IsTrusted,
    DateTimeOffset? Time,
    string? Authority,
    Conclusion Conclusion
);

public enum CheckResult
{
    Passed,
    Warning,
    Undecided,
    Failed,
}

/// <param name="Name">The name of a step of ETSI EN 319 102-1, as docs/formats/validation.md lists them.</param>
/// <param name="Detail">One sentence that quotes nothing.</param>
public sealed record ValidationCheck(string Name, CheckResult Result, string? Detail);
