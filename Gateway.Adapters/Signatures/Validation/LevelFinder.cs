using Gateway.Adapters.Signatures.Timestamps;

namespace Gateway.Adapters.Signatures.Validation;

/// <summary>
/// The level a signature reaches (ETSI EN 319 132-1, 6, and 132-2): what must be there is there, and its timestamps are of what
/// they should be of. Whom they come from is not asked here.
/// </summary>
/// <param name="Missing">What keeps a signature with XAdES properties from being of a baseline level; null when nothing does.</param>
internal sealed record LevelFinder(string Level, string? Missing)
{
    private static readonly string[] References =
    [
        "CompleteCertificateRefs", "CompleteCertificateRefsV2", "CompleteRevocationRefs",
        "SigAndRefsTimeStamp", "SigAndRefsTimeStampV2", "RefsOnlyTimeStamp", "RefsOnlyTimeStampV2",
    ];

    public static LevelFinder Of(SubjectSignature subject, ValidationContext context)
    {
        if (subject.Properties is not { } properties) return new LevelFinder(SignatureLevel.XmlDsig, null);
        var intact = subject.Timestamps.Where(each => each.Token.IsIntact).ToList();
        var isArchived = intact.Exists(each => each.IsArchive);
        var hasReferences = References.Any(name => properties.Unsigned(name).Any());
        var missing = BaselineRequirements.MissingFromB(subject);
        if (missing is null && !hasReferences) return new LevelFinder(Baseline(subject, context, intact, isArchived), null);

        var isStamped = intact.Exists(each => each.Timestamp.Kind == TimestampKind.Signature);
        if (missing is null && !isStamped && !isArchived) return new LevelFinder(SignatureLevel.B, null);
        return new LevelFinder(Extended(properties, intact, isStamped, isArchived), missing);
    }

    private static string Baseline(SubjectSignature subject, ValidationContext context, List<TimestampConclusion> intact, bool isArchived)
    {
        if (!BaselineRequirements.IsT(subject, intact)) return SignatureLevel.B;
        if (!BaselineRequirements.IsLT(subject, context)) return SignatureLevel.T;
        return isArchived ? SignatureLevel.Lta : SignatureLevel.LT;
    }

    private static string Extended(QualifyingProperties properties, List<TimestampConclusion> intact, bool isStamped, bool isArchived)
    {
        if (isArchived) return SignatureLevel.ExtendedA;
        var least = properties.Policy is null ? SignatureLevel.Bes : SignatureLevel.Epes;
        if (!isStamped) return least;
        bool Has(string name) => properties.Unsigned(name).Any();
        var hasRefs = (Has("CompleteCertificateRefs") || Has("CompleteCertificateRefsV2")) && Has("CompleteRevocationRefs");
        if (!hasRefs) return SignatureLevel.ExtendedT;
        var isOfRefs = intact.Exists(each => each.Timestamp.Kind is TimestampKind.SigAndRefs or TimestampKind.SigAndRefsV2
            or TimestampKind.RefsOnly or TimestampKind.RefsOnlyV2);
        if (!isOfRefs) return SignatureLevel.ExtendedC;
        return Has("CertificateValues") && Has("RevocationValues") ? SignatureLevel.ExtendedXl : SignatureLevel.ExtendedX;
    }
}
