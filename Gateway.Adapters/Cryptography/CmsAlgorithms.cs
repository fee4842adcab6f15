using System.Formats.Asn1;

namespace Gateway.Adapters.Cryptography;

/// <summary>
/// The algorithms of the lists by object identifier, as CMS has them (RFC 3370, RFC 5754, RFC 4056, RFC 5758, RFC 8419,
/// RFC 8702 and their SHA-3 kin).
/// </summary>
internal static class CmsAlgorithms
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Pss = "1.2.840.113549.1.1.10";
    private const string MaskFunction = "1.2.840.113549.1.1.8";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string Dsa = "1.2.840.10040.4.1";

    private static readonly Dictionary<string, string> Digests = new()
    {
        ["1.2.840.113549.2.5"] = "MD5",
        ["1.3.14.3.2.26"] = "SHA1",
        ["1.3.36.3.2.1"] = "RIPEMD160",
        ["2.16.840.1.101.3.4.2.4"] = "SHA224",
        ["2.16.840.1.101.3.4.2.1"] = "SHA256",
        ["2.16.840.1.101.3.4.2.2"] = "SHA384",
        ["2.16.840.1.101.3.4.2.3"] = "SHA512",
        ["2.16.840.1.101.3.4.2.7"] = "SHA3-224",
        ["2.16.840.1.101.3.4.2.8"] = "SHA3-256",
        ["2.16.840.1.101.3.4.2.9"] = "SHA3-384",
        ["2.16.840.1.101.3.4.2.10"] = "SHA3-512",
    };

    private static readonly Dictionary<string, (SignatureScheme Scheme, string Digest)> Signatures = new()
    {
        ["1.2.840.113549.1.1.4"] = (SignatureScheme.RsaPkcs1, "MD5"),
        ["1.2.840.113549.1.1.5"] = (SignatureScheme.RsaPkcs1, "SHA1"),
        ["1.2.840.113549.1.1.14"] = (SignatureScheme.RsaPkcs1, "SHA224"),
        ["1.2.840.113549.1.1.11"] = (SignatureScheme.RsaPkcs1, "SHA256"),
        ["1.2.840.113549.1.1.12"] = (SignatureScheme.RsaPkcs1, "SHA384"),
        ["1.2.840.113549.1.1.13"] = (SignatureScheme.RsaPkcs1, "SHA512"),
        ["1.3.36.3.3.1.2"] = (SignatureScheme.RsaPkcs1, "RIPEMD160"),
        ["1.2.840.10045.4.1"] = (SignatureScheme.Ecdsa, "SHA1"),
        ["1.2.840.10045.4.3.1"] = (SignatureScheme.Ecdsa, "SHA224"),
        ["1.2.840.10045.4.3.2"] = (SignatureScheme.Ecdsa, "SHA256"),
        ["1.2.840.10045.4.3.3"] = (SignatureScheme.Ecdsa, "SHA384"),
        ["1.2.840.10045.4.3.4"] = (SignatureScheme.Ecdsa, "SHA512"),
        ["2.16.840.1.101.3.4.3.9"] = (SignatureScheme.Ecdsa, "SHA3-224"),
        ["2.16.840.1.101.3.4.3.10"] = (SignatureScheme.Ecdsa, "SHA3-256"),
        ["2.16.840.1.101.3.4.3.11"] = (SignatureScheme.Ecdsa, "SHA3-384"),
        ["2.16.840.1.101.3.4.3.12"] = (SignatureScheme.Ecdsa, "SHA3-512"),
        ["1.2.840.10040.4.3"] = (SignatureScheme.Dsa, "SHA1"),
        ["2.16.840.1.101.3.4.3.2"] = (SignatureScheme.Dsa, "SHA256"),
    };

    /// <summary>Null when the algorithm is not on the list.</summary>
    public static DigestAlgorithm? Digest(string oid) =>
        Digests.TryGetValue(oid, out var name) ? DigestAlgorithm.Of(name) : null;

    public static string OidOf(DigestAlgorithm digest) => Digests.First(each => each.Value == digest.Name).Key;

    /// <param name="digest">The digest of the signer, for those that name only the kind of key.</param>
    /// <returns>Null when the algorithm is not on the list.</returns>
    /// <exception cref="AsnContentException">Its parameters are none.</exception>
    public static SignatureAlgorithm? Signature(AlgorithmIdentifier algorithm, DigestAlgorithm? digest)
    {
        var uri = "urn:oid:" + algorithm.Oid;
        if (Signatures.TryGetValue(algorithm.Oid, out var named))
            return new SignatureAlgorithm(uri, named.Scheme, DigestAlgorithm.Of(named.Digest));
        return algorithm.Oid switch
        {
            Rsa when digest is not null => new SignatureAlgorithm(uri, SignatureScheme.RsaPkcs1, digest),
            EllipticCurve when digest is not null => new SignatureAlgorithm(uri, SignatureScheme.Ecdsa, digest),
            Dsa when digest is not null => new SignatureAlgorithm(uri, SignatureScheme.Dsa, digest),
            Pss => PssOf(algorithm.Parameters) is { } pss
                ? new SignatureAlgorithm(uri, SignatureScheme.RsaPss, pss.Digest, pss)
                : null,
            "1.3.101.112" => new SignatureAlgorithm(uri, SignatureScheme.Ed25519, null),
            "1.3.101.113" => new SignatureAlgorithm(uri, SignatureScheme.Ed448, null),
            _ => null,
        };
    }

    /// <summary>RFC 4055, 3.1: the defaults are SHA-1, its mask and a salt of twenty bytes.</summary>
    private static PssParameters? PssOf(ReadOnlyMemory<byte>? encoded)
    {
        DigestAlgorithm? digest = DigestAlgorithm.Of("SHA1"),
            mask = digest;
        var salt = 20;
        if (encoded is not { } parameters)
            return null;
        var reader = new AsnReader(parameters, AsnEncodingRules.BER).ReadSequence();
        while (reader.HasData)
        {
            var tag = reader.PeekTag();
            if (tag.TagClass != TagClass.ContextSpecific)
                return null;
            var value = reader.ReadSequence(tag);
            switch (tag.TagValue)
            {
                case 0:
                    digest = Digest(AlgorithmIdentifier.Read(value).Oid);
                    break;
                case 1:
                    var function = AlgorithmIdentifier.Read(value);
                    if (function.Oid != MaskFunction || function.Parameters is not { } ofMask)
                        return null;
                    mask = Digest(AlgorithmIdentifier.Read(new AsnReader(ofMask, AsnEncodingRules.BER)).Oid);
                    break;
                case 2:
                    if (!value.TryReadInt32(out salt) || salt is < 0 or > 512)
                        return null;
                    break;
                case 3:
                    if (!value.TryReadInt32(out var trailer) || trailer != 1)
                        return null;
                    break;
                default:
                    return null;
            }
        }
        return digest is null || mask is null ? null : new PssParameters(digest, mask, salt);
    }
}
