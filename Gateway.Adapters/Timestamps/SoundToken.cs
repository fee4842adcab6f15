using System.Numerics;
using System.Security.Cryptography;
using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// A token signed by the certificate that it names. That certificate is for timestamps only (RFC 3161, 2.3) and was valid at
/// the time in the token. Its trust is decided elsewhere.
/// </summary>
/// <param name="Algorithm">The algorithm of the imprint.</param>
/// <param name="Signer">The authority's certificate.</param>
public sealed record SoundToken(TimestampToken Token, ImprintAlgorithm Algorithm, Certificate Signer)
{
    /// <summary>More than any authority sends: 256 KiB.</summary>
    public const int LargestReply = 256 * 1024;

    public DateTimeOffset Time => Token.Time;

    /// <summary>The digest of what was stamped.</summary>
    public ReadOnlyMemory<byte> Hash => Token.Imprint;

    public BigInteger? Nonce => Token.Nonce is { } nonce ? new BigInteger(nonce.Span, isBigEndian: true) : null;

    /// <param name="others">X.509, DER: where the certificate may be found besides the token.</param>
    /// <returns>Null when it is no token, or not a sound one.</returns>
    public static SoundToken? Read(ReadOnlyMemory<byte> der, IEnumerable<ReadOnlyMemory<byte>>? others = null) =>
        TimestampToken.TryRead(der, out var token, out _)
        && token.Digest is { } digest
        && ImprintAlgorithm.Named(new HashAlgorithmName(digest.Name)) is { } algorithm
        && token.Imprint.Length == algorithm.Length
        && token.Check(others ?? []) is { IsValid: true, Certificate: { } named }
        && Certificate.TryRead(named, out var signer, out _)
        && signer.Extensions is { Purposes: [KeyPurpose.TimeStamping], ArePurposesCritical: true }
        && signer.IsValidAt(token.Time)
            ? new SoundToken(token, algorithm, signer)
            : null;
}
