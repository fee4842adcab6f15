using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// The algorithms that a message may be signed with today: a closed list. Known broken algorithms are distinguished from
/// unlisted ones only to tell the signer the reason.
/// </summary>
internal static class StrictAlgorithms
{
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 16384;

    public static void RequireDigest(string uri)
    {
        switch (DigestAlgorithm.Named(uri)?.Name)
        {
            case "SHA256" or "SHA384" or "SHA512":
                break;
            case "MD5" or "SHA1" or "SHA224" or "RIPEMD160":
                throw SignatureRejected.TooWeak("A digest algorithm is too weak.");
            default:
                throw SignatureRejected.Format("A digest algorithm is not on the closed list.");
        }
    }

    public static void RequireSignature(SignatureAlgorithm? algorithm)
    {
        if (
            algorithm
            is not {
                Scheme: SignatureScheme.RsaPkcs1 or SignatureScheme.RsaPss or SignatureScheme.Ecdsa or SignatureScheme.Dsa
            }
        )
            throw SignatureRejected.Format("The signature algorithm is not on the closed list.");
        if (algorithm.Scheme == SignatureScheme.Dsa || algorithm.Digest!.Name is "MD5" or "SHA1" or "SHA224" or "RIPEMD160")
            throw SignatureRejected.TooWeak("The signature algorithm is too weak.");
        if (
            algorithm.Digest.Name is not ("SHA256" or "SHA384" or "SHA512")
            || algorithm.Uri == SignatureAlgorithm.PssWithParameters
        )
            throw SignatureRejected.Format("The signature algorithm is not on the closed list.");
    }

    /// <summary>RSA of at least 2048 bits, or a named curve of at least 256.</summary>
    public static void RequireStrong(VerificationKey key)
    {
        switch (key.Info.Kind)
        {
            case PublicKeyKind.Rsa when key.Bits is < LeastRsaBits or > MostRsaBits:
                throw SignatureRejected.TooWeak("The RSA key is shorter than 2048 bits, or longer than 16384.");
            case PublicKeyKind.Rsa:
                break;
            case PublicKeyKind.Ecdsa
                when key.Info.Curve
                    is "P-256"
                        or "P-384"
                        or "P-521"
                        or "brainpoolP256r1"
                        or "brainpoolP384r1"
                        or "brainpoolP512r1":
                break;
            case PublicKeyKind.Ecdsa:
                throw SignatureRejected.Format("The key's curve is not on the closed list.");
            default:
                throw SignatureRejected.Format("The key is neither RSA nor ECDSA.");
        }
    }
}
