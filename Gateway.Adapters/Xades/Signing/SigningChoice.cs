using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>With which algorithms to sign.</summary>
/// <param name="Algorithm">The algorithm of the signature value; it must fit the kind of key.</param>
/// <param name="Digest">The digest of the references, and of the certificate named.</param>
public sealed record SigningChoice(SignatureAlgorithm Algorithm, DigestAlgorithm Digest)
{
    /// <summary>
    /// For RSA from 2048 bits and curves from 256: the hash is as strong as the curve, SHA-256 with RSA; EdDSA has its own.
    /// </summary>
    /// <exception cref="ArgumentException">The certificate's key is not one that can be signed with.</exception>
    public static SigningChoice For(ReadOnlyMemory<byte> certificate)
    {
        using var key =
            VerificationKey.OfCertificate(certificate)
            ?? throw new ArgumentException(
                "The key's kind or curve is not one that can be signed with.",
                nameof(certificate)
            );
        var name = (key.Info.Kind, key.Bits) switch
        {
            (PublicKeyKind.Rsa, >= 2048 and <= 16384) => SignatureAlgorithm.More + "rsa-sha256",
            (PublicKeyKind.Ecdsa, 256) => SignatureAlgorithm.More + "ecdsa-sha256",
            (PublicKeyKind.Ecdsa, > 256 and <= 384) => SignatureAlgorithm.More + "ecdsa-sha384",
            (PublicKeyKind.Ecdsa, > 384) => SignatureAlgorithm.More + "ecdsa-sha512",
            (PublicKeyKind.Ed25519, _) => SignatureAlgorithm.More2021 + "eddsa-ed25519",
            (PublicKeyKind.Ed448, _) => SignatureAlgorithm.More2021 + "eddsa-ed448",
            _ => throw new ArgumentException(
                "The key is too weak, or of a kind that is not signed with.",
                nameof(certificate)
            ),
        };
        return new SigningChoice(SignatureAlgorithm.Named(name)!, DigestAlgorithm.Of("SHA256"));
    }
}
