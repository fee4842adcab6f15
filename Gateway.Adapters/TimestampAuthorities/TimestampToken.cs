using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Adapters.TimestampAuthorities;

/// <summary>
/// A TimeStampToken (RFC 3161, 2.4.2) whose signature was checked with the certificate it names (RFC 5816): one for
/// timestamps alone, in force at the time the token tells. Whether that certificate is trusted is for somebody else to say.
/// </summary>
/// <param name="Certificates">All that came in the token, the signer's among them, as DER.</param>
/// <param name="RevocationLists">Those that came in the token, as DER.</param>
public sealed record TimestampToken(
    ImprintAlgorithm Algorithm, ReadOnlyMemory<byte> Hash, DateTimeOffset Time, string Policy, BigInteger? Nonce,
    ReadOnlyMemory<byte> Signer, IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> RevocationLists)
{
    /// <summary>More than any authority sends: a token of 256 KiB.</summary>
    public const int LargestBytes = 256 * 1024;

    /// <param name="others">Certificates kept beside the token, among which the signer's may be.</param>
    /// <returns>Null when it is not one, or not rightly signed.</returns>
    public static TimestampToken? Read(ReadOnlyMemory<byte> der, IReadOnlyList<ReadOnlyMemory<byte>>? others = null)
    {
        if (der.Length > LargestBytes)
            return null;
        var candidates = new X509Certificate2Collection();
        try
        {
            foreach (var other in others ?? [])
                candidates.Add(X509CertificateLoader.LoadCertificate(other.Span));
            return Rfc3161TimestampToken.TryDecode(der, out var token, out var length) && length == der.Length
                ? Verified(der, token, candidates)
                : null;
        }
        catch (Exception odd) when (odd is CryptographicException or ArgumentException or FormatException or OverflowException)
        {
            return null; // The platform throws for tokens and certificates that nobody makes.
        }
        finally
        {
            foreach (var candidate in candidates)
                candidate.Dispose();
        }
    }

    private static TimestampToken? Verified(ReadOnlyMemory<byte> der, Rfc3161TimestampToken token, X509Certificate2Collection candidates)
    {
        var told = token.TokenInfo;
        var hash = told.GetMessageHash();
        if (ImprintAlgorithm.WithOid(told.HashAlgorithmId.Value!) is not { } algorithm || hash.Length != algorithm.Length
            || !token.VerifySignatureForHash(hash.Span, algorithm.Name, out var signer, candidates))
            return null;
        BigInteger? nonce = told.GetNonce() is { } bytes ? new BigInteger(bytes.Span, isBigEndian: true) : null;
        var inside = token.AsSignedCms().Certificates;
        return new(
            algorithm, hash, told.Timestamp, told.PolicyId.Value!, nonce, signer.RawData,
            [.. inside.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)],
            TokenContents.ListsOf(der));
    }
}
