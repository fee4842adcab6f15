using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// A timestamp token (RFC 3161, 2.4.2; RFC 5816): its signer states that data with this imprint existed at this time.
/// Nothing in it is trusted before <see cref="Check"/>; a policy decides whether the signer is trusted.
/// </summary>
public sealed record TimestampToken
{
    private const int MostBytes = 4 * 1024 * 1024;

    internal TimestampToken(ReadOnlyMemory<byte> content, TokenSigner signer) => (Content, Signer) = (content, signer);

    /// <summary>The ContentInfo, as it was encoded.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>The genTime.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How far the true time may be from it, on either side; null when the token does not say.</summary>
    public required TimeSpan? Accuracy { get; init; }

    /// <summary>The authority states that its tokens can be ordered by their time, regardless of the accuracy.</summary>
    public required bool IsOrdered { get; init; }

    /// <summary>Object identifier.</summary>
    public required string Policy { get; init; }

    /// <summary>Big-endian, as an ASN.1 INTEGER has it.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>Big-endian; null when the request had none.</summary>
    public required ReadOnlyMemory<byte>? Nonce { get; init; }

    /// <summary>Null when the algorithm is not on the list.</summary>
    public required DigestAlgorithm? Digest { get; init; }

    /// <summary>The digest of what was stamped.</summary>
    public required ReadOnlyMemory<byte> Imprint { get; init; }

    public required TokenMaterial Material { get; init; }

    /// <summary>
    /// The certificates that the signer names as its own; without one, no signer is responsible for the token.
    /// </summary>
    public IReadOnlyList<EssCertificate> SigningCertificates => Signer.Certificates;

    /// <summary>Null when the algorithm is not on the list.</summary>
    public SignatureAlgorithm? SignatureAlgorithm => Signer.Algorithm;

    internal ReadOnlyMemory<byte> Content { get; }

    internal TokenSigner Signer { get; }

    /// <param name="flaw">Why it is not a token; one sentence that quotes nothing.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> encoded,
        [NotNullWhen(true)] out TimestampToken? token,
        [NotNullWhen(false)] out string? flaw
    )
    {
        (token, flaw) = (null, null);
        try
        {
            if (encoded.Length > MostBytes)
                throw new TokenRejected($"The token is longer than {MostBytes} bytes.");
            token = TokenReader.Read(encoded);
            return true;
        }
        catch (TokenRejected rejected)
        {
            flaw = rejected.Message;
        }
        // The platform's, for a tag of the wrong kind.
        catch (Exception odd) when (odd is AsnContentException or ArgumentException)
        {
            flaw = "The token is not encoded as one.";
        }
        return false;
    }

    /// <summary>Whether the named certificate made the token's own signature.</summary>
    /// <param name="more">X.509, DER: where the certificate may be found besides the token.</param>
    public TokenCheck Check(params IEnumerable<ReadOnlyMemory<byte>> more) =>
        TokenCheck.Of(this, null, new CertificateIndex(more));
}

/// <summary>Ends the reading of a token at the first flaw.</summary>
internal sealed class TokenRejected(string reason) : Exception(reason);
