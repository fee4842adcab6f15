using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// What a timestamp covers (ETSI EN 319 132-1, 5.2.8, 5.3, 5.5.2, A.1.5; TS 101 903, 7.2.9, 7.2.10, 7.5 and 7.7).
/// </summary>
public enum TimestampKind
{
    /// <summary>All that was to be signed, before it was.</summary>
    AllDataObjects,

    /// <summary>Some of what was to be signed, before it was.</summary>
    IndividualDataObjects,

    /// <summary>The signature's value.</summary>
    Signature,

    /// <summary>The signature, its timestamps and the references to what validates it.</summary>
    SigAndRefs,
    SigAndRefsV2,

    /// <summary>The references to what validates it.</summary>
    RefsOnly,
    RefsOnlyV2,

    /// <summary>All preceding parts of the signature, in the first form (namespace v1.3.2 and older).</summary>
    ArchiveV132,

    /// <summary>All preceding parts of the signature, and the data it signs.</summary>
    Archive,
}

internal static class TimestampKinds
{
    /// <summary>Null when the property is no timestamp.</summary>
    public static TimestampKind? Of(Element property)
    {
        if (!property.Namespace.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal))
            return null;
        return (property.LocalName, property.Namespace == XadesNames.Namespace141) switch
        {
            ("AllDataObjectsTimeStamp", false) => TimestampKind.AllDataObjects,
            ("IndividualDataObjectsTimeStamp", false) => TimestampKind.IndividualDataObjects,
            ("SignatureTimeStamp", false) => TimestampKind.Signature,
            ("SigAndRefsTimeStamp", false) => TimestampKind.SigAndRefs,
            ("SigAndRefsTimeStampV2", true) => TimestampKind.SigAndRefsV2,
            ("RefsOnlyTimeStamp", false) => TimestampKind.RefsOnly,
            ("RefsOnlyTimeStampV2", true) => TimestampKind.RefsOnlyV2,
            ("ArchiveTimeStamp", false) => TimestampKind.ArchiveV132,
            ("ArchiveTimeStamp", true) => TimestampKind.Archive,
            _ => null,
        };
    }
}
