using System.Text.Json;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The answer of a validation (ETSI EN 319 102-1, 5.1.3).</summary>
public enum Indication
{
    TotalPassed,
    TotalFailed,
    Indeterminate,
}

/// <summary>Why it is not TOTAL-PASSED (ETSI EN 319 102-1, 5.1.3, table 5).</summary>
public enum SubIndication
{
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe,
    PolicyProcessingError,
    SignaturePolicyNotAvailable,
    TimestampOrderFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    RevokedNoPoe,
    RevokedCaNoPoe,
    OutOfBoundsNotRevoked,
    OutOfBoundsNoPoe,
    RevocationOutOfBoundsNoPoe,
    NoPoe,
    TryLater,
    SignedDataNotFound,
}

/// <summary>Indications and sub-indications as the standard writes them.</summary>
public static class IndicationNames
{
    public static string Name(this Indication indication) =>
        JsonNamingPolicy.KebabCaseUpper.ConvertName(indication.ToString());

    public static string Name(this SubIndication subIndication) =>
        JsonNamingPolicy.SnakeCaseUpper.ConvertName(subIndication.ToString());
}

/// <summary>An indication with its reason: a sentence that quotes nothing of the document.</summary>
public sealed record Conclusion(Indication Indication, SubIndication? SubIndication, string? Reason)
{
    public static readonly Conclusion Passed = new(Indication.TotalPassed, null, null);

    public bool IsPassed => Indication == Indication.TotalPassed;

    public static Conclusion Failed(SubIndication why, string reason) => new(Indication.TotalFailed, why, reason);

    public static Conclusion Unsettled(SubIndication why, string reason) => new(Indication.Indeterminate, why, reason);
}
