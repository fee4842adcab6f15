using System.Globalization;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Cryptography;

/// <summary>The parameters of RSASSA-PSS, from the URI or from an element (RFC 9231, 2.3.9 and 2.3.10).</summary>
/// <param name="MaskDigest">The digest of the mask generation function MGF1.</param>
/// <param name="SaltLength">In bytes.</param>
public sealed record PssParameters(DigestAlgorithm Digest, DigestAlgorithm MaskDigest, int SaltLength)
{
    private const int LongestSalt = 512;

    /// <summary>The same digest throughout, and a salt as long as it.</summary>
    public static PssParameters For(DigestAlgorithm digest) => new(digest, digest, digest.Length);

    /// <summary>
    /// The parameters in a SignatureMethod. The defaults are SHA-256, the same digest in the mask, a salt as long as the
    /// digest. Null when they are not on the lists, or not parameters.
    /// </summary>
    public static PssParameters? Read(Element method)
    {
        var given = method.Elements().Where(e => e.Is("RSAPSSParams", SignatureAlgorithm.More2007)).ToList();
        if (given.Count > 1)
            return null;
        if (given.Count == 0)
            return For(DigestAlgorithm.Of("SHA256"));
        DigestAlgorithm? digest = DigestAlgorithm.Of("SHA256"),
            mask = null;
        int? salt = null;
        foreach (var part in given[0].Elements())
            switch (part.LocalName)
            {
                case "DigestMethod":
                    digest = Named(part);
                    break;
                case "MaskGenerationFunction" when part.Attribute("Algorithm") is SignatureAlgorithm.More2007 + "MGF1":
                    var inMask = part.Elements().ToList();
                    if (inMask.Count > 1 || (inMask.Count == 1 && (mask = Named(inMask[0])) is null))
                        return null;
                    break;
                case "SaltLength"
                    when int.TryParse(part.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                        && length <= LongestSalt:
                    salt = length;
                    break;
                case "TrailerField" when part.Text.Trim() == "1":
                    break;
                default:
                    return null;
            }
        return digest is null ? null : new PssParameters(digest, mask ?? digest, salt ?? digest.Length);
    }

    private static DigestAlgorithm? Named(Element method) =>
        method.Is("DigestMethod", XadesNames.Ds) && method.Attribute("Algorithm") is { } uri
            ? DigestAlgorithm.Named(uri)
            : null;
}
