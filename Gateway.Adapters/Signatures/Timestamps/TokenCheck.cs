using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Gateway.Adapters.Signatures.Timestamps;

public enum TokenOutcome
{
    /// <summary>The certificate that the signer named made the signature, over this very content.</summary>
    Valid,
    Invalid,

    /// <summary>The signer names no certificate, or names one that is not at hand.</summary>
    NoCertificate,

    /// <summary>An algorithm or a key that is not on the lists.</summary>
    Unsupported,
}

/// <summary>What was found of a token's own signature (RFC 5652, 5.4 to 5.6; RFC 3161, 2.2; RFC 5816).</summary>
/// <param name="Certificate">The signer's, X.509 in DER, as far as it was found.</param>
public sealed record TokenCheck(TokenOutcome Outcome, ReadOnlyMemory<byte>? Certificate)
{
    public bool IsValid => Outcome == TokenOutcome.Valid;

    internal static TokenCheck Of(TimestampToken token, IEnumerable<ReadOnlyMemory<byte>> more)
    {
        var signer = token.Signer;
        if (signer.Certificates.Count == 0) return new TokenCheck(TokenOutcome.NoCertificate, null);
        foreach (var certificate in token.Material.Certificates.Concat(more))
            if (signer.Certificates.All(named => named.Identifies(certificate))) return new TokenCheck(Of(token, certificate), certificate);
        return new TokenCheck(TokenOutcome.NoCertificate, null);
    }

    private static TokenOutcome Of(TimestampToken token, ReadOnlyMemory<byte> certificate)
    {
        var signer = token.Signer;
        if (signer.Digest is null || signer.Algorithm is null) return TokenOutcome.Unsupported;
        if (!CryptographicOperations.FixedTimeEquals(signer.Digest.Of(token.Content.Span), signer.MessageDigest.Span)) return TokenOutcome.Invalid;
        using var key = VerificationKey.OfCertificate(certificate);
        if (key is null) return TokenOutcome.Unsupported;
        var value = signer.Algorithm.Scheme is SignatureScheme.Ecdsa or SignatureScheme.Dsa ? SideBySide(signer.Value) : signer.Value;
        return key.Verify(signer.Algorithm, signer.SignedAttributes.Span, value.Span) switch
        {
            ValueOutcome.Valid => TokenOutcome.Valid,
            ValueOutcome.Unsupported or ValueOutcome.UnfitKey => TokenOutcome.Unsupported,
            _ => TokenOutcome.Invalid,
        };
    }

    /// <summary>The two numbers of a value, which CMS has in a sequence (RFC 5480, appendix A; RFC 3279, 2.2.2).</summary>
    private static ReadOnlyMemory<byte> SideBySide(ReadOnlyMemory<byte> value)
    {
        try
        {
            var numbers = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
            var (r, s) = (numbers.ReadIntegerBytes(), numbers.ReadIntegerBytes());
            var size = Math.Max(r.Length, s.Length);
            var fields = new byte[2 * size];
            r.Span.CopyTo(fields.AsSpan(size - r.Length));
            s.Span.CopyTo(fields.AsSpan(2 * size - s.Length));
            return fields;
        }
        catch (AsnContentException)
        {
            return default;
        }
    }
}
