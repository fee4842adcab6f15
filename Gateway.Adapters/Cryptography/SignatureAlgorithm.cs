using Gateway.Adapters.Xades;

namespace Gateway.Adapters.Cryptography;

public enum SignatureScheme
{
    /// <summary>RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS (RFC 8017, 8.1).</summary>
    RsaPss,
    Ecdsa,
    Dsa,

    /// <summary>Pure EdDSA (RFC 8032) on edwards25519.</summary>
    Ed25519,

    /// <summary>Pure EdDSA (RFC 8032) on edwards448.</summary>
    Ed448,
}

/// <summary>
/// A signature algorithm by its URI (XMLDSig core 1.1, 6.4; RFC 9231, 2.3). Weak ones are computed like the others; a policy
/// judges them. Those with a shared secret (HMAC) are excluded: they have no public key.
/// </summary>
/// <param name="Digest">Null for EdDSA, which allows no choice.</param>
/// <param name="Pss">The parameters of RSASSA-PSS; null for other algorithms.</param>
public sealed record SignatureAlgorithm(
    string Uri,
    SignatureScheme Scheme,
    DigestAlgorithm? Digest,
    PssParameters? Pss = null
)
{
    public const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    public const string More2007 = "http://www.w3.org/2007/05/xmldsig-more#";
    public const string More2021 = "http://www.w3.org/2021/04/xmldsig-more#";

    /// <summary>Its parameters are in the element.</summary>
    public const string PssWithParameters = More2007 + "rsa-pss";

    private static readonly Dictionary<string, SignatureAlgorithm> All = List().ToDictionary(algorithm => algorithm.Uri);

    /// <summary>Null when the algorithm is not on the list, or needs parameters to be one.</summary>
    public static SignatureAlgorithm? Named(string uri) => All.GetValueOrDefault(uri);

    private static IEnumerable<SignatureAlgorithm> List()
    {
        yield return Of(XadesNames.Ds + "rsa-sha1", SignatureScheme.RsaPkcs1, "SHA1");
        yield return Of(XadesNames.Ds + "dsa-sha1", SignatureScheme.Dsa, "SHA1");
        yield return Of(XadesNames.Ds11 + "dsa-sha256", SignatureScheme.Dsa, "SHA256");
        yield return Of(More2007 + "ecdsa-ripemd160", SignatureScheme.Ecdsa, "RIPEMD160");
        foreach (var name in new[] { "MD5", "RIPEMD160", "SHA224", "SHA256", "SHA384", "SHA512" })
            yield return Of($"{More}rsa-{name.ToLowerInvariant()}", SignatureScheme.RsaPkcs1, name);
        foreach (var name in new[] { "SHA1", "SHA224", "SHA256", "SHA384", "SHA512" })
            yield return Of($"{More}ecdsa-{name.ToLowerInvariant()}", SignatureScheme.Ecdsa, name);
        foreach (var name in new[] { "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512" })
            yield return Of($"{More2021}ecdsa-{name.ToLowerInvariant()}", SignatureScheme.Ecdsa, name);
        foreach (
            var name in new[]
            {
                "MD5",
                "SHA1",
                "RIPEMD160",
                "SHA224",
                "SHA256",
                "SHA384",
                "SHA512",
                "SHA3-224",
                "SHA3-256",
                "SHA3-384",
                "SHA3-512",
            }
        )
            yield return Of($"{More2007}{name.ToLowerInvariant()}-rsa-MGF1", SignatureScheme.RsaPss, name);
        yield return new SignatureAlgorithm(More2021 + "eddsa-ed25519", SignatureScheme.Ed25519, null);
        yield return new SignatureAlgorithm(More2021 + "eddsa-ed448", SignatureScheme.Ed448, null);
    }

    private static SignatureAlgorithm Of(string uri, SignatureScheme scheme, string name)
    {
        var digest = DigestAlgorithm.Of(name);
        return new SignatureAlgorithm(
            uri,
            scheme,
            digest,
            scheme == SignatureScheme.RsaPss ? PssParameters.For(digest) : null
        );
    }
}
