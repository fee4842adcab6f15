using System.Formats.Asn1;
using Gateway.Adapters.Signatures;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// Algorithms as X.509 and CMS name them, by object identifier (RFC 3279, 4055, 5758, 8410, 8692), told in the engine's terms.
/// Null stands for what is not on the lists.
/// </summary>
internal static class AlgorithmIdentifier
{
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string MaskByDigest = "1.2.840.113549.1.1.8";
    private const int LongestSalt = 512;

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

    private static readonly Dictionary<string, (SignatureScheme Scheme, string? Digest)> Signatures = new()
    {
        ["1.2.840.113549.1.1.4"] = (SignatureScheme.RsaPkcs1, "MD5"),
        ["1.2.840.113549.1.1.5"] = (SignatureScheme.RsaPkcs1, "SHA1"),
        ["1.3.36.3.3.1.2"] = (SignatureScheme.RsaPkcs1, "RIPEMD160"),
        ["1.2.840.113549.1.1.14"] = (SignatureScheme.RsaPkcs1, "SHA224"),
        ["1.2.840.113549.1.1.11"] = (SignatureScheme.RsaPkcs1, "SHA256"),
        ["1.2.840.113549.1.1.12"] = (SignatureScheme.RsaPkcs1, "SHA384"),
        ["1.2.840.113549.1.1.13"] = (SignatureScheme.RsaPkcs1, "SHA512"),
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
        ["1.3.101.112"] = (SignatureScheme.Ed25519, null),
        ["1.3.101.113"] = (SignatureScheme.Ed448, null),
    };

    public static DigestAlgorithm? Digest(string oid) => Digests.TryGetValue(oid, out var name) ? DigestAlgorithm.Of(name) : null;

    /// <exception cref="AsnContentException">It is no algorithm identifier.</exception>
    public static DigestAlgorithm? ReadDigest(AsnReader from) => Digest(from.ReadSequence().ReadObjectIdentifier());

    /// <exception cref="AsnContentException">It is no algorithm identifier.</exception>
    public static SignatureAlgorithm? ReadSignature(AsnReader from)
    {
        var identifier = from.ReadSequence();
        var oid = identifier.ReadObjectIdentifier();
        if (oid == RsaPss) return ReadPss(identifier) is { } pss ? new SignatureAlgorithm(oid, SignatureScheme.RsaPss, pss.Digest, pss) : null;
        if (!Signatures.TryGetValue(oid, out var found)) return null;
        return new SignatureAlgorithm(oid, found.Scheme, found.Digest is { } name ? DigestAlgorithm.Of(name) : null);
    }

    /// <summary>RFC 4055, 3.1: what is left out is SHA-1, and a salt of 20 bytes.</summary>
    private static PssParameters? ReadPss(AsnReader identifier)
    {
        DigestAlgorithm? digest = DigestAlgorithm.Of("SHA1"), mask = digest;
        var salt = 20;
        if (!identifier.HasData) return new PssParameters(digest, digest, salt);
        var parameters = identifier.ReadSequence();
        while (parameters.HasData)
        {
            var tag = parameters.PeekTag();
            var value = parameters.ReadSequence(tag);
            switch (tag.TagValue)
            {
                case 0: digest = ReadDigest(value); break;
                case 1:
                    var generation = value.ReadSequence();
                    if (generation.ReadObjectIdentifier() != MaskByDigest) return null;
                    mask = ReadDigest(generation);
                    break;
                case 2:
                    if (!value.TryReadInt32(out salt) || salt is < 0 or > LongestSalt) return null;
                    break;
                default:
                    if (!value.TryReadInt32(out var trailer) || trailer != 1) return null;
                    break;
            }
        }
        return digest is null || mask is null ? null : new PssParameters(digest, mask, salt);
    }
}
