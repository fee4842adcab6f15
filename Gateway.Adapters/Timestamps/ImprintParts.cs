using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>The parts of a signature that each kind of timestamp covers, in order.</summary>
internal static class ImprintParts
{
    private static readonly string[] First =
    [
        "CompleteCertificateRefs",
        "CompleteRevocationRefs",
        "AttributeCertificateRefs",
        "AttributeRevocationRefs",
    ];

    private static readonly string[] Second =
    [
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "AttributeCertificateRefsV2",
        "AttributeRevocationRefs",
    ];

    /// <exception cref="ReferenceFailed">The timestamp names its parts itself, and names others than it may.</exception>
    public static List<ImprintPart> Of(TimestampKind kind, Element timestamp, XmlSignature signature)
    {
        if (timestamp.Elements().Any(e => e.LocalName == "HashDataInfo"))
            throw new ReferenceFailed(
                ReferenceOutcome.Unsupported,
                "The timestamp says what it is of in a form that is not read."
            );
        if (timestamp.Elements().Any(IncludedParts.IsInclude))
            return IncludedParts.Of(kind, timestamp, signature);
        return kind switch
        {
            TimestampKind.AllDataObjects =>
            [
                .. signature.References.Where(r => !signature.IsToProperties(r)).Select(ImprintPart.Of),
            ],
            TimestampKind.IndividualDataObjects => throw new ReferenceFailed(
                ReferenceOutcome.Misplaced,
                "The timestamp does not say which data it is of."
            ),
            TimestampKind.Signature => [ImprintPart.Of(signature.ValueElement)],
            TimestampKind.SigAndRefs =>
            [
                ImprintPart.Of(signature.ValueElement),
                .. Before(timestamp, ["SignatureTimeStamp", .. First]),
            ],
            TimestampKind.SigAndRefsV2 =>
            [
                ImprintPart.Of(signature.ValueElement),
                .. Before(timestamp, ["SignatureTimeStamp", .. Second]),
            ],
            TimestampKind.RefsOnly => Before(timestamp, First),
            TimestampKind.RefsOnlyV2 => Before(timestamp, Second),
            _ => Archive(kind, Before(timestamp), signature),
        };
    }

    /// <summary>The parts of an archive timestamp that will be added after all existing unsigned properties.</summary>
    public static List<ImprintPart> OfNextArchive(XmlSignature signature) =>
        Archive(TimestampKind.Archive, signature.UnsignedSignatureProperties?.Elements() ?? [], signature);

    /// <summary>
    /// EN 319 132-1, 5.5.2.2. The first form leaves out signed objects: their references already include them.
    /// </summary>
    private static List<ImprintPart> Archive(TimestampKind kind, IEnumerable<Element> before, XmlSignature signature)
    {
        var parts = signature.References.Select(ImprintPart.Of).ToList();
        parts.Add(ImprintPart.Of(signature.SignedInfo));
        parts.Add(ImprintPart.Of(signature.ValueElement));
        if (signature.KeyInfo is { } keyInfo)
            parts.Add(ImprintPart.Of(keyInfo));
        parts.AddRange(before.Select(ImprintPart.Of));
        var signed = signature
            .References.Select(r => r.Uri is { } uri ? ReferenceTarget.IdIn(uri) : null)
            .OfType<string>()
            .ToHashSet();
        parts.AddRange(
            signature
                .Objects.Where(o =>
                    !HoldsProperties(o)
                    && (kind == TimestampKind.Archive || o.Attribute("Id") is not { } id || !signed.Contains(id))
                )
                .Select(ImprintPart.Of)
        );
        return parts;
    }

    private static List<ImprintPart> Before(Element timestamp, string[] names) =>
        [.. Before(timestamp).Where(e => names.Contains(e.LocalName)).Select(ImprintPart.Of)];

    private static IEnumerable<Element> Before(Element timestamp) =>
        timestamp.Parent!.Value.Elements().TakeWhile(e => e != timestamp);

    private static bool HoldsProperties(Element container) =>
        container
            .Elements()
            .Any(e =>
                e.LocalName == "QualifyingProperties"
                && e.Namespace.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal)
            );
}
