using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>One signature of a document while it is validated.</summary>
/// <param name="Parent">The signature that this one counter-signs; null when this one is not a counter-signature.</param>
internal sealed record SubjectSignature(
    XmlSignature Signature,
    XmlSignature? Parent,
    QualifyingProperties? Properties,
    SignatureMaterial Material
)
{
    /// <summary>Set once all certificates of the document are at hand.</summary>
    public required SigningCertificateFound Signer { get; set; }

    /// <summary>In the order of the properties.</summary>
    public IReadOnlyList<TimestampConclusion> Timestamps { get; set; } = [];

    /// <summary>The element of the signature that contains this one as its counter-signature; null for others.</summary>
    public static Element? ParentOf(Element signature) =>
        signature.Parent is { LocalName: "CounterSignature" } property
        && property.Namespace.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal)
        && property.Parent?.Parent?.Parent?.Parent?.Parent is { } outer
        && outer.Is("Signature", XadesNames.Ds)
            ? outer
            : null;
}
