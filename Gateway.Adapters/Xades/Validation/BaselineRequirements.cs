using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>What the baseline levels ask for (ETSI EN 319 132-1, 6.3, table 2).</summary>
internal static class BaselineRequirements
{
    private static readonly string[] AtMostOnce =
    [
        "SignerRole",
        "SignerRoleV2",
        "SignatureProductionPlace",
        "SignatureProductionPlaceV2",
        "SignaturePolicyIdentifier",
    ];

    private static readonly string[] Once =
    [
        "CertificateValues",
        "RevocationValues",
        "AttrAuthoritiesCertValues",
        "AttributeRevocationValues",
    ];

    /// <summary>Null for a signature of level B.</summary>
    public static string? MissingFromB(SubjectSignature subject)
    {
        var (signature, properties) = (subject.Signature, subject.Properties!);
        if (properties.Namespace != XadesNames.Namespace)
            return "The properties are of an older version of XAdES.";
        if (signature.Form is null)
            return "The canonical form is not one of those allowed.";
        if (!signature.References.Any(reference => reference.IsToSignedProperties && signature.IsToProperties(reference)))
            return "The reference to the signed properties does not say by its type that it is.";
        if (!HoldsSigner(subject))
            return "The signing certificate is not in the key information.";
        if (
            signature.References.Any(reference =>
                reference.Element.Elements().Count(e => e.Is("Transforms", XadesNames.Ds)) > 1
            )
        )
            return "A reference has transforms twice.";
        if (properties.InSigned("SigningTime").Count() != 1 || properties.SigningTime is null)
            return "There is not one signing time.";
        var named = properties.InSigned("SigningCertificate").Concat(properties.InSigned("SigningCertificateV2")).ToList();
        if (named.Count != 1)
            return "The signing certificate is not named once.";
        if (
            named[0].LocalName == "SigningCertificateV2"
            && named[0].Elements().Any(cert => cert.Attribute("URI") is not null)
        )
            return "A named certificate has a URI.";
        if (AtMostOnce.FirstOrDefault(name => properties.InSigned(name).Count() > 1) is { } repeated)
            return $"There is more than one {repeated}.";
        if (properties.Unsigned("SignaturePolicyStore").Count() > 1)
            return "There is more than one SignaturePolicyStore.";
        if (properties.Unsigned("SignaturePolicyStore").Any() && properties.Policy is not { HasDigest: true })
            return "A policy is kept that the signature does not name by its digest.";
        if (properties.UnsignedOfSignature.Any(each => each.Is("ArchiveTimeStamp", XadesNames.Namespace)))
            return "An archive timestamp is of the old form.";
        return DataFormats.FlawOf(signature, properties);
    }

    /// <summary>Every signature timestamp holds one token, intact, made before the signing certificate ends.</summary>
    public static bool IsT(SubjectSignature subject, List<TimestampConclusion> intact)
    {
        var stamps = subject.Material.Timestamps.Where(each => each.Kind == TimestampKind.Signature).ToList();
        return stamps.Exists(stamp =>
                stamp is { IsIntact: true, Tokens: [var only] }
                && (subject.Signer.Certificate is not { } signer || only.Token!.Time < signer.NotAfter)
            ) && stamps.TrueForAll(stamp => stamp.Tokens.Count == 1);
    }

    /// <summary>
    /// Certificates and revocation data are in the signature, for the signer and for every timestamp authority except that
    /// of the last archive timestamp. Without an anchor the extent of a path is unknown; then only the signer's own data is
    /// required.
    /// </summary>
    public static bool IsLT(SubjectSignature subject, ValidationContext context)
    {
        if (Once.Any(name => subject.Properties!.Unsigned(name).Count() > 1) || subject.Signer.Certificate is not { } signer)
            return false;
        var last = subject.Timestamps.LastOrDefault(each => each.IsArchive);
        var authorities = subject
            .Timestamps.Where(each => each != last && each.Token.IsIntact)
            .Select(each => each.Authority)
            .OfType<Certificate>();
        var ofSigner = context.Upwards(signer);
        return (signer.IsSelfIssued || (ofSigner.Count > 1 && IsTold(ofSigner[0], ofSigner[1], subject)))
            && authorities.Append(signer).All(each => AreAllTold(context.Upwards(each), subject, context));
    }

    private static bool HoldsSigner(SubjectSignature subject) =>
        subject.Signer.Certificate is { } signer
        && KeyCandidate
            .In(subject.Signature)
            .Any(each => !each.IsRetrieved && each.Certificate is { } der && der.Span.SequenceEqual(signer.Encoded.Span));

    /// <summary>Below the anchor; true where there is none.</summary>
    private static bool AreAllTold(IReadOnlyList<Certificate> chain, SubjectSignature subject, ValidationContext context)
    {
        var below = chain.TakeWhile(each => !context.IsAnchor(each)).Count();
        return below == chain.Count || Enumerable.Range(0, below).All(i => IsTold(chain[i], chain[i + 1], subject));
    }

    private static bool IsTold(Certificate certificate, Certificate issuer, SubjectSignature subject) =>
        !RevocationCheck.IsAsked(certificate)
        || subject.Material.Revocation.Any(each => each.Source.Mentions(certificate, issuer));
}
