using Gateway.Domain.Messages;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>Ends a verification at the first flaw. Stays inside this folder: the verifier turns it into a verdict.</summary>
internal sealed class SignatureRejected(string indication, string subIndication, string reason) : Exception(reason)
{
    public const string FormatFailure = "FORMAT_FAILURE";
    public const string HashFailure = "HASH_FAILURE";
    public const string CryptoFailure = "SIG_CRYPTO_FAILURE";
    public const string CryptoTooWeak = "CRYPTO_CONSTRAINTS_FAILURE";
    public const string NoSigningCertificate = "NO_SIGNING_CERTIFICATE_FOUND";
    public const string OutOfBounds = "OUT_OF_BOUNDS_NO_POE";
    public const string NotYetValid = "NOT_YET_VALID";

    public string Indication => indication;

    public string SubIndication => subIndication;

    public static SignatureRejected Format(string reason) => new(SignatureVerdict.Failed, FormatFailure, reason);

    public static SignatureRejected TooWeak(string reason) => new(SignatureVerdict.Indeterminate, CryptoTooWeak, reason);

    public static SignatureRejected NoCertificate(string reason) =>
        new(SignatureVerdict.Indeterminate, NoSigningCertificate, reason);
}
