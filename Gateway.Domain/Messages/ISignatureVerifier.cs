namespace Gateway.Domain.Messages;

/// <summary>Verifies the XAdES signature of a message document (ETSI EN 319 132-1) against keys of the directory.</summary>
public interface ISignatureVerifier
{
    /// <summary>
    /// Never throws for what is in <paramref name="document"/>: every flaw is a verdict. Does no network access.
    /// </summary>
    /// <param name="document">The document exactly as received.</param>
    /// <param name="keys">The signing keys the directory knows, of every authority; a key found only in the file proves
    /// nothing.</param>
    /// <param name="at">The instant at which the signing certificate must be valid.</param>
    SignatureVerdict Verify(ReadOnlyMemory<byte> document, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at);
}

/// <summary>A signing certificate the directory holds for an authority.</summary>
/// <param name="KeyId">Opaque id of the key in the directory; safe for events and logs.</param>
/// <param name="Authority">Code of the authority the key signs for.</param>
/// <param name="Certificate">X.509, DER.</param>
public sealed record SigningKey(string KeyId, string Authority, ReadOnlyMemory<byte> Certificate);

/// <summary>The outcome of one verification, in the words of ETSI EN 319 102-1.</summary>
/// <param name="Indication"><c>TOTAL-PASSED</c>, <c>TOTAL-FAILED</c> or <c>INDETERMINATE</c>.</param>
/// <param name="SubIndication">E.g. <c>HASH_FAILURE</c>; null when passed.</param>
/// <param name="Signer">The directory's key that made the signature; null when no known key did.</param>
/// <param name="Level">As reached, e.g. <c>XAdES-BASELINE-B</c>.</param>
/// <param name="SigningTime">As claimed by the signer.</param>
/// <param name="SignedContent">
/// The bytes that were digested: the canonical document without the signature. Business
/// data is read from these and nothing else. Empty unless passed.
/// </param>
/// <param name="Reasons">Every check that failed, one sentence each, without content.</param>
public sealed record SignatureVerdict(
    string Indication,
    string? SubIndication,
    SigningKey? Signer,
    string? Level,
    DateTimeOffset? SigningTime,
    ReadOnlyMemory<byte> SignedContent,
    IReadOnlyList<string> Reasons
)
{
    public const string Passed = "TOTAL-PASSED";
    public const string Failed = "TOTAL-FAILED";
    public const string Indeterminate = "INDETERMINATE";

    /// <summary>The signature is sound but its certificate is not one the directory knows.</summary>
    public const string NoKnownSigner = "NO_CERTIFICATE_CHAIN_FOUND";

    public bool IsPassed => Indication == Passed;
}
