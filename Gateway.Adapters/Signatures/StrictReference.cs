using System.Security.Cryptography;
using System.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>One ds:Reference: what it says it digests, in which form, and the digest.</summary>
/// <param name="Id">Its own id, by which a data object format may name it.</param>
internal sealed record StrictReference(
    string Uri, string Type, string Id, bool IsEnveloped, CanonicalForm Form, HashAlgorithmName Hash, byte[] Digest)
{
    public static StrictReference Read(XmlElement reference)
    {
        reference.AllowAttributes("Id", "Type", "URI");
        if (!reference.HasAttribute("URI")) throw SignatureRefused.Format("A reference does not say what it refers to.");
        var hasTransforms = reference.Elements() is [var first, ..] && first.Is("Transforms", Xades.Ds);
        var parts = hasTransforms
            ? reference.Exactly(Xades.Ds, "Transforms", "DigestMethod", "DigestValue")
            : reference.Exactly(Xades.Ds, "DigestMethod", "DigestValue");
        var (digestMethod, digestValue) = (parts[^2], parts[^1]);
        digestMethod.Exactly(Xades.Ds);
        digestValue.AllowAttributes();
        var hash = Algorithms.Digest(digestMethod.Algorithm());
        var transforms = hasTransforms ? parts[0].Elements() : [];
        if (hasTransforms) parts[0].AllowAttributes();
        if (transforms.Exists(t => !t.Is("Transform", Xades.Ds))) throw SignatureRefused.Format("Transforms holds something else.");

        var isEnveloped = transforms.Count > 0 && transforms[0].GetAttribute("Algorithm") == Xades.Enveloped;
        if (isEnveloped)
        {
            transforms[0].AllowAttributes("Algorithm");
            transforms[0].Exactly(Xades.Ds);
            transforms.RemoveAt(0);
        }
        var form = transforms switch
        {
            [] => CanonicalForm.Inclusive,
            [var canonical] => ReadForm(canonical),
            _ => throw SignatureRefused.Format("A reference has more transforms than the closed list allows."),
        };
        return new StrictReference(reference.GetAttribute("URI"), reference.GetAttribute("Type"), reference.GetAttribute("Id"),
            isEnveloped, form, hash, digestValue.Base64());
    }

    /// <summary>A canonicalisation, whether of a transform or of SignedInfo.</summary>
    public static CanonicalForm ReadForm(XmlElement element)
    {
        switch (element.Algorithm())
        {
            case Xades.C14N:
                element.Exactly(Xades.Ds);
                return CanonicalForm.Inclusive;
            case Xades.ExclusiveC14N when element.Elements().Count == 0:
                return CanonicalForm.Exclusive;
            case Xades.ExclusiveC14N:
                var prefixes = element.Exactly(Xades.ExclusiveC14N, "InclusiveNamespaces")[0];
                prefixes.AllowAttributes("PrefixList");
                return new CanonicalForm(true, prefixes.GetAttribute("PrefixList"));
            default:
                throw SignatureRefused.Format("A transform or canonicalisation is not on the closed list.");
        }
    }

    public bool Matches(byte[] canonical) =>
        CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(Hash, canonical), Digest);
}
