using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>A ds:Reference as it stands in SignedInfo or in a manifest (XMLDSig core 1.1, 4.4.3).</summary>
/// <param name="Uri">Null when the reference has none: then only the signer knows what it refers to.</param>
/// <param name="Id">Its own, by which properties name it.</param>
/// <param name="TransformAlgorithms">All of them, in order.</param>
/// <param name="Digest">Null when the algorithm is not on the list.</param>
public sealed record SignedReference(
    Element Element,
    string? Uri,
    string? Type,
    string? Id,
    IReadOnlyList<string> TransformAlgorithms,
    string DigestUri,
    DigestAlgorithm? Digest,
    ReadOnlyMemory<byte> DigestValue
)
{
    private const int MostTransforms = 10;

    /// <summary>Null when one of them is not on the list.</summary>
    internal IReadOnlyList<Transform>? Transforms { get; private init; }

    public bool IsToSignedProperties =>
        Type is not null
        && Type.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal)
        && Type.EndsWith("#SignedProperties", StringComparison.Ordinal);

    public bool IsToManifest => Type == XadesNames.ManifestType;

    public bool IsToObject => Type == XadesNames.ObjectType;

    /// <summary>Whether a transform chooses among what the URI names.</summary>
    internal bool Selects => Transforms?.Any(transform => transform is Transform.Selection) == true;

    /// <summary>Ids that its transforms name.</summary>
    internal IEnumerable<string> TransformIds =>
        (Transforms ?? []).OfType<Transform.Selection>().SelectMany(selection => selection.Ids);

    /// <summary>Whether it refers to something in the document of the signature.</summary>
    public bool IsSameDocument => Uri is not null && (Uri.Length == 0 || Uri[0] == '#');

    internal static SignedReference Read(Element reference)
    {
        var parts = reference.Children();
        var hasTransforms = parts.Count > 0 && parts[0].Is("Transforms", XadesNames.Ds);
        parts = hasTransforms
            ? reference.Exactly(XadesNames.Ds, "Transforms", "DigestMethod", "DigestValue")
            : reference.Exactly(XadesNames.Ds, "DigestMethod", "DigestValue");
        var listed = hasTransforms ? parts[0].Children() : [];
        if (listed.Count > MostTransforms || listed.Exists(t => !t.Is("Transform", XadesNames.Ds)))
            throw SignatureRejected.Format("Transforms holds something else, or too many.");
        var transforms = listed.ConvertAll(Transform.Read);
        var digest = parts[^2].Algorithm();
        return new SignedReference(
            reference,
            reference.Attribute("URI"),
            reference.Attribute("Type"),
            reference.Attribute("Id"),
            listed.ConvertAll(t => t.Algorithm()),
            digest,
            DigestAlgorithm.Named(digest),
            parts[^1].Base64()
        )
        {
            Transforms = transforms.Contains(null) ? null : [.. transforms.OfType<Transform>()],
        };
    }
}
