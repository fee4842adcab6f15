using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// The level a signature reaches (ETSI EN 319 132-1, 6, and 132-2): required items are present, and its timestamps cover the
/// right data. Their authorities are not checked here.
/// </summary>
/// <param name="Missing">Why a signature with XAdES properties is not of a baseline level; null when it is.</param>
internal sealed record LevelFinder(string Level, string? Missing)
{
    private static readonly string[] References =
    [
        "CompleteCertificateRefs",
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "SigAndRefsTimeStamp",
        "SigAndRefsTimeStampV2",
        "RefsOnlyTimeStamp",
        "RefsOnlyTimeStampV2",
    ];

    /// <param name="check">Null when there was no key to verify with.</param>
    public static LevelFinder Of(SubjectSignature subject, SignatureCheck? check, ValidationContext context)
    {
        if (subject.Properties is not { } properties)
            return new LevelFinder(SignatureLevel.XmlDsig, null);
        if (!IsSignerNamed(properties, check))
            return new LevelFinder(
                SignatureLevel.XmlDsig,
                "Neither a signed property, exactly one, nor signed key information tells whose the signature is."
            );
        var intact = subject.Timestamps.Where(each => each.Token.IsIntact).ToList();
        var isArchived = intact.Exists(each => each.IsArchive);
        var hasReferences = References.Any(name => properties.Unsigned(name).Any());
        var missing = BaselineRequirements.MissingFromB(subject);
        if (missing is null && !hasReferences)
            return new LevelFinder(Baseline(subject, context, intact, isArchived), null);

        var isStamped = intact.Exists(each => each.Timestamp.Kind == TimestampKind.Signature);
        if (missing is null && !isStamped && !isArchived)
            return new LevelFinder(SignatureLevel.B, null);
        return new LevelFinder(Extended(properties, intact, isStamped, isArchived), missing);
    }

    /// <summary>
    /// Required for any level of XAdES (ETSI TS 101 903, 4.4.1): otherwise the certificate can be replaced by another one
    /// with the same key.
    /// </summary>
    private static bool IsSignerNamed(QualifyingProperties properties, SignatureCheck? check)
    {
        var named = properties.InSigned("SigningCertificate").Count() + properties.InSigned("SigningCertificateV2").Count();
        return named == 1
            || (
                named == 0
                && check?.Signature.KeyInfo is { } keyInfo
                && check.References.Any(each => each.IsIntact && each.Covers(keyInfo))
            );
    }

    private static string Baseline(
        SubjectSignature subject,
        ValidationContext context,
        List<TimestampConclusion> intact,
        bool isArchived
    )
    {
        if (!BaselineRequirements.IsT(subject, intact))
            return SignatureLevel.B;
        if (!BaselineRequirements.IsLT(subject, context))
            return SignatureLevel.T;
        return isArchived ? SignatureLevel.Lta : SignatureLevel.LT;
    }

    private static string Extended(
        QualifyingProperties properties,
        List<TimestampConclusion> intact,
        bool isStamped,
        bool isArchived
    )
    {
        if (isArchived)
            return SignatureLevel.ExtendedA;
        var least = properties.Policy is null ? SignatureLevel.Bes : SignatureLevel.Epes;
        if (!isStamped)
            return least;
        bool Has(string name) => properties.Unsigned(name).Any();
        var hasRefs = (Has("CompleteCertificateRefs") || Has("CompleteCertificateRefsV2")) && Has("CompleteRevocationRefs");
        if (!hasRefs)
            return SignatureLevel.ExtendedT;
        var isOfRefs = intact.Exists(each =>
            each.Timestamp.Kind
                is TimestampKind.SigAndRefs
                    or TimestampKind.SigAndRefsV2
                    or TimestampKind.RefsOnly
                    or TimestampKind.RefsOnlyV2
        );
        if (!isOfRefs)
            return SignatureLevel.ExtendedC;
        return Has("CertificateValues") && Has("RevocationValues") ? SignatureLevel.ExtendedXl : SignatureLevel.ExtendedX;
    }
}
