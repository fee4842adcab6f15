using System.Security.Cryptography;
using Gateway.Adapters.Xades;

namespace Gateway.Adapters.Cryptography;

/// <summary>
/// A digest algorithm by its URI (XMLDSig core 1.1, 6.2; RFC 9231, 2.1). Broken ones are computed like the others: a policy
/// decides whether, and at what time, one is trusted.
/// </summary>
/// <param name="Name">As policies write it, e.g. <c>SHA256</c>, <c>SHA3-256</c>, <c>RIPEMD160</c>.</param>
/// <param name="Length">The length of a digest, in bytes.</param>
public sealed record DigestAlgorithm(string Uri, string Name, int Length)
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private const string Encryption = "http://www.w3.org/2001/04/xmlenc#";
    private const string More2007 = "http://www.w3.org/2007/05/xmldsig-more#";

    private static readonly Dictionary<string, DigestAlgorithm> All = new DigestAlgorithm[]
    {
        new(More + "md5", "MD5", 16),
        new(XadesNames.Ds + "sha1", "SHA1", 20),
        new(Encryption + "ripemd160", "RIPEMD160", 20),
        new(More + "sha224", "SHA224", 28),
        new(Encryption + "sha256", "SHA256", 32),
        new(More + "sha384", "SHA384", 48),
        new(Encryption + "sha512", "SHA512", 64),
        new(More2007 + "sha3-224", "SHA3-224", 28),
        new(More2007 + "sha3-256", "SHA3-256", 32),
        new(More2007 + "sha3-384", "SHA3-384", 48),
        new(More2007 + "sha3-512", "SHA3-512", 64),
    }.ToDictionary(digest => digest.Uri);

    /// <summary>Null when the algorithm is not on the list.</summary>
    public static DigestAlgorithm? Named(string uri) => All.GetValueOrDefault(uri);

    internal static bool IsName(string name) => All.Values.Any(digest => digest.Name == name);

    internal static DigestAlgorithm Of(string name) => All.Values.First(digest => digest.Name == name);

    internal HashAlgorithmName HashName => new(Name);

    public byte[] Of(ReadOnlySpan<byte> octets)
    {
        using var digest = OctetDigest.Start(this);
        digest.Append(octets);
        return digest.Finish();
    }
}
