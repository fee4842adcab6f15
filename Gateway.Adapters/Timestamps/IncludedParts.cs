using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// The parts that a timestamp names itself (EN 319 132-1, 5.1.4.4.2.2). They must be this signature's own and of the
/// timestamp's kind: the value of another signature, stamped early, proves nothing of this one.
/// </summary>
internal static class IncludedParts
{
    private const int Most = 1_000;

    public static bool IsInclude(Element part) =>
        part.LocalName == "Include" && part.Namespace.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal);

    /// <exception cref="ReferenceFailed">The timestamp names parts that it is not allowed to cover, parts that do not exist,
    /// or too many parts.</exception>
    public static List<ImprintPart> Of(TimestampKind kind, Element timestamp, XmlSignature signature)
    {
        var includes = timestamp.Elements().Where(IsInclude).Take(Most + 1).ToList();
        if (includes.Count > Most)
            throw new ReferenceFailed(ReferenceOutcome.Exceeded, "The timestamp names too many parts.");
        var own = signature.References.ToDictionary(reference => reference.Element);
        var parts = includes.ConvertAll(include => Part(kind, include, timestamp, signature, own));
        if (
            kind is TimestampKind.Signature or TimestampKind.SigAndRefs or TimestampKind.SigAndRefsV2
            && !parts.Exists(part => part.Element == signature.ValueElement)
        )
            throw Foreign();
        return parts;
    }

    private static ImprintPart Part(
        TimestampKind kind,
        Element include,
        Element timestamp,
        XmlSignature signature,
        Dictionary<Element, SignedReference> own
    )
    {
        var id = include.Attribute("URI") is { } uri ? ReferenceTarget.IdIn(uri) : null;
        if (id is null || signature.Document.ById(id) is not { } named)
            throw new ReferenceFailed(
                ReferenceOutcome.NotFound,
                "Nothing in the document has the id that the timestamp names."
            );
        if (kind is TimestampKind.AllDataObjects or TimestampKind.IndividualDataObjects)
            return
                own.TryGetValue(named, out var reference)
                && !signature.IsToProperties(reference)
                && include.Attribute("referencedData")?.Trim() is "true" or "1"
                ? ImprintPart.Of(reference)
                : throw Foreign();
        var isBefore = named.Parent == timestamp.Parent && named.Index < timestamp.Index;
        var mayBe = kind switch
        {
            TimestampKind.Signature => named == signature.ValueElement,
            TimestampKind.SigAndRefs or TimestampKind.SigAndRefsV2 => named == signature.ValueElement || isBefore,
            TimestampKind.RefsOnly or TimestampKind.RefsOnlyV2 => isBefore,
            _ => throw new ReferenceFailed(
                ReferenceOutcome.Unsupported,
                "The timestamp is of properties that stand elsewhere, which is not read."
            ),
        };
        return mayBe ? ImprintPart.Of(named) : throw Foreign();
    }

    private static ReferenceFailed Foreign() =>
        new(ReferenceOutcome.Misplaced, "The timestamp names something that it may not be of, or not what it must be of.");
}
