using System.Text.Json;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Api.Signatures;

/// <summary>The answer of the verb <c>validate</c> and of <c>POST /v1/signatures/validate</c> for a file.</summary>
/// <param name="File">The name of the file as the caller gave it; null over HTTP.</param>
/// <param name="Container"><c>xml</c>, <c>asic-s</c> or <c>asic-e</c>.</param>
/// <param name="Evidence">The result for the evidence record that was given; null over HTTP.</param>
/// <param name="Inquiries">The inquiries to responders, including those that were not sent because they were not
/// allowed.</param>
public sealed record ValidatedFile(
    string? File,
    string Container,
    IReadOnlyList<ValidatedSignature> Signatures,
    IReadOnlyList<InquiryMade> Inquiries,
    FileEvidence? Evidence,
    string? Error
)
{
    public static ValidatedFile Of(ValidationReport report, string? file = null, FileEvidence? evidence = null) =>
        new(
            file,
            report.Container,
            [.. report.Signatures.Select(ValidatedSignature.Of)],
            [.. report.Inquiries.Select(InquiryMade.Of)],
            evidence,
            report.Error
        );
}

/// <param name="Indication">The indication as named in EN 319 102-1.</param>
/// <param name="SignatureIntact">Every reference verifies.</param>
/// <param name="SignatureValid">SignatureValue verifies.</param>
/// <param name="SigningTime">As the signer claims.</param>
/// <param name="BestSignatureTime">The earliest time at which the signature is proven to have existed, else the time of the
/// validation.</param>
/// <param name="Chain">Subjects, from the signing certificate up.</param>
/// <param name="SigningCertificate">The SHA-256 of the signing certificate.</param>
public sealed record ValidatedSignature(
    string? Id,
    string? CounterSignatureOf,
    string Indication,
    string? SubIndication,
    string? Level,
    bool SignatureIntact,
    bool SignatureValid,
    bool SigningCertificateIdentified,
    DateTimeOffset? SigningTime,
    DateTimeOffset? BestSignatureTime,
    IReadOnlyList<SignedScope> Scope,
    IReadOnlyList<ValidatedTimestamp> Timestamps,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Chain,
    string? SigningCertificate,
    string? SignaturePolicy,
    IReadOnlyList<string> ClaimedRoles,
    IReadOnlyList<string> Commitments,
    IReadOnlyList<StepOfValidation> Checks
)
{
    internal static ValidatedSignature Of(SignatureReport report) =>
        new(
            report.Id,
            report.CounterSignatureOf,
            report.Conclusion.Indication.Name(),
            report.Conclusion.SubIndication?.Name(),
            report.Level,
            report.IsIntact,
            report.IsValid,
            report.IsSigningCertificateIdentified,
            report.SigningTime,
            report.BestSignatureTime,
            [.. report.Scope.Select(scope => new SignedScope(scope.Name, scope.IsFull ? "FULL" : "PARTIAL"))],
            [.. report.Timestamps.Select(ValidatedTimestamp.Of)],
            [.. report.Reasons],
            report.Chain,
            report.SigningCertificate,
            report.SignaturePolicy,
            report.ClaimedRoles,
            report.Commitments,
            [
                .. report.Checks.Select(check => new StepOfValidation(
                    check.Name,
                    JsonNamingPolicy.CamelCase.ConvertName(check.Result.ToString()),
                    check.Detail
                )),
            ]
        );
}

/// <param name="Coverage"><c>FULL</c> or <c>PARTIAL</c>.</param>
public sealed record SignedScope(string Name, string Coverage);

/// <param name="Type">The XAdES property that contains the timestamp.</param>
/// <param name="Authority">The subject of the certificate that the timestamp names.</param>
public sealed record ValidatedTimestamp(
    string Type,
    bool Intact,
    bool Trusted,
    DateTimeOffset? Time,
    string? Authority,
    string Indication,
    string? SubIndication
)
{
    internal static ValidatedTimestamp Of(TimestampReport report) =>
        new(
            report.Type,
            report.IsIntact,
            report.IsTrusted,
            report.Time,
            report.Authority,
            report.Conclusion.Indication.Name(),
            report.Conclusion.SubIndication?.Name()
        );
}

/// <param name="Result"><c>passed</c>, <c>warning</c>, <c>undecided</c> or <c>failed</c>.</param>
public sealed record StepOfValidation(string Name, string Result, string? Detail);
