using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Timestamps;

public enum TokenOutcome
{
    /// <summary>The certificate that the signer named made the signature, over this very content.</summary>
    Valid,
    Invalid,

    /// <summary>The signer names no certificate, or names one that is not at hand.</summary>
    NoCertificate,

    /// <summary>An algorithm or a key that is not on the lists.</summary>
    Unsupported,

    /// <summary>There is more to verify than one document may require.</summary>
    Exceeded,
}

/// <summary>The result for a token's own signature (RFC 5652, 5.4 to 5.6; RFC 3161, 2.2; RFC 5816).</summary>
/// <param name="Certificate">The signer's, X.509 in DER, as far as it was found.</param>
public sealed record TokenCheck(TokenOutcome Outcome, ReadOnlyMemory<byte>? Certificate)
{
    public bool IsValid => Outcome == TokenOutcome.Valid;

    /// <param name="work">The remaining work allowance of the document that holds the token; null for no limit.</param>
    /// <param name="elsewhere">Where the certificate may be found besides the token.</param>
    internal static TokenCheck Of(TimestampToken token, DigestBudget? work, params IEnumerable<CertificateIndex> elsewhere)
    {
        var signer = token.Signer;
        if (signer.Certificates is not [{ Digest: { } digest } named, ..])
            return new TokenCheck(TokenOutcome.NoCertificate, null);
        foreach (var index in elsewhere.Prepend(new CertificateIndex(token.Material.Certificates)))
            if (
                index.Find(digest, named.Value.Span) is { } certificate
                && signer.Certificates.All(each => each.Identifies(certificate))
            )
                return new TokenCheck(Of(token, certificate, work), certificate);
        return new TokenCheck(TokenOutcome.NoCertificate, null);
    }

    private static TokenOutcome Of(TimestampToken token, ReadOnlyMemory<byte> certificate, DigestBudget? work)
    {
        var signer = token.Signer;
        if (signer.Digest is null || signer.Algorithm is null)
            return TokenOutcome.Unsupported;
        if (!CryptographicOperations.FixedTimeEquals(signer.Digest.Of(token.Content.Span), signer.MessageDigest.Span))
            return TokenOutcome.Invalid;
        using var key = VerificationKey.OfCertificate(certificate);
        if (key is null)
            return TokenOutcome.Unsupported;
        if (work?.Verifications.Allows(key.CostOf(signer.Algorithm)) == false)
            return TokenOutcome.Exceeded;
        var value = signer.Algorithm.Scheme is SignatureScheme.Ecdsa or SignatureScheme.Dsa
            ? SignedStructure.SideBySide(signer.Value)
            : signer.Value.ToArray();
        return key.Verify(signer.Algorithm, signer.SignedAttributes.Span, value) switch
        {
            ValueOutcome.Valid => TokenOutcome.Valid,
            ValueOutcome.Unsupported or ValueOutcome.UnfitKey => TokenOutcome.Unsupported,
            _ => TokenOutcome.Invalid,
        };
    }
}
