using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// The closed lists: what is not here is not computed. Known and broken algorithms are told apart from unknown ones only
/// so that a signer learns why.
/// </summary>
internal static class Algorithms
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string More2007 = "http://www.w3.org/2007/05/xmldsig-more#";
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 16384;

    public static HashAlgorithmName Digest(string uri) => uri switch
    {
        Xades.Sha256 => HashAlgorithmName.SHA256,
        More + "sha384" => HashAlgorithmName.SHA384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => HashAlgorithmName.SHA512,
        Xades.Ds + "sha1" or More + "md5" or More + "sha224" => throw SignatureRefused.TooWeak("A digest algorithm is too weak."),
        _ => throw SignatureRefused.Format("A digest algorithm is not on the closed list."),
    };

    public static SignatureAlgorithm Signature(string uri) => uri switch
    {
        More + "rsa-sha256" => new(uri, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        More + "rsa-sha384" => new(uri, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        More + "rsa-sha512" => new(uri, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        More2007 + "sha256-rsa-MGF1" => new(uri, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        More2007 + "sha384-rsa-MGF1" => new(uri, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        More2007 + "sha512-rsa-MGF1" => new(uri, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        More + "ecdsa-sha256" => new(uri, HashAlgorithmName.SHA256, null),
        More + "ecdsa-sha384" => new(uri, HashAlgorithmName.SHA384, null),
        More + "ecdsa-sha512" => new(uri, HashAlgorithmName.SHA512, null),
        Xades.Ds + "rsa-sha1" or Xades.Ds + "dsa-sha1" or More + "rsa-md5" or More + "ecdsa-sha1" =>
            throw SignatureRefused.TooWeak("The signature algorithm is too weak."),
        _ => throw SignatureRefused.Format("The signature algorithm is not on the closed list."),
    };

    /// <summary>What a key signs with: the hash as strong as its curve, SHA-256 with RSA.</summary>
    public static SignatureAlgorithm For(X509Certificate2 certificate)
    {
        if (certificate.GetRSAPublicKey() is { } rsa)
            using (rsa)
                return rsa.KeySize >= LeastRsaBits ? Signature(More + "rsa-sha256")
                    : throw SignatureRefused.TooWeak("The RSA key is shorter than 2048 bits.");
        using var ecdsa = certificate.GetECDsaPublicKey() ?? throw SignatureRefused.Format("The key is neither RSA nor ECDSA.");
        return Signature(More + (ecdsa.KeySize switch { 256 => "ecdsa-sha256", 384 => "ecdsa-sha384", _ => "ecdsa-sha512" }));
    }

    /// <summary>RSA of at least 2048 bits, or a named curve of at least 256; never parameters of the file's own.</summary>
    public static void RequireStrongKey(X509Certificate2 certificate)
    {
        switch (certificate.PublicKey.Oid.Value)
        {
            case "1.2.840.113549.1.1.1":
                using (var rsa = certificate.GetRSAPublicKey()!)
                    if (rsa.KeySize is < LeastRsaBits or > MostRsaBits)
                        throw SignatureRefused.TooWeak("The RSA key is shorter than 2048 bits, or longer than 16384.");
                break;
            case "1.2.840.10045.2.1":
                if (Convert.ToHexString(certificate.PublicKey.EncodedParameters?.RawData ?? []) is not
                    ("06082A8648CE3D030107" or "06052B81040022" or "06052B81040023" // P-256, P-384, P-521
                    or "06092B2403030208010107" or "06092B240303020801010B" or "06092B240303020801010D")) // brainpool r1
                    throw SignatureRefused.Format("The key's curve is not on the closed list.");
                break;
            default:
                throw SignatureRefused.Format("The key is neither RSA nor ECDSA.");
        }
    }
}

/// <param name="Padding">Of RSA; null for ECDSA, whose value is r and s side by side (IEEE P1363).</param>
internal sealed record SignatureAlgorithm(string Uri, HashAlgorithmName Hash, RSASignaturePadding? Padding)
{
    public bool Verifies(X509Certificate2 certificate, byte[] signed, byte[] value)
    {
        if (Padding is null)
        {
            using var ecdsa = certificate.GetECDsaPublicKey();
            return ecdsa?.VerifyData(signed, value, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) ?? false;
        }
        using var rsa = certificate.GetRSAPublicKey();
        return rsa?.VerifyData(signed, value, Hash, Padding) ?? false;
    }

    public byte[] Sign(X509Certificate2 certificate, byte[] signed)
    {
        using var ecdsa = certificate.GetECDsaPrivateKey();
        if (ecdsa is not null) return ecdsa.SignData(signed, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        using var rsa = certificate.GetRSAPrivateKey();
        return rsa?.SignData(signed, Hash, Padding!)
            ?? throw new ArgumentException("The certificate comes without its private key.");
    }
}
