using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// What a policy requires of a path beyond RFC 5280 (ETSI EN 319 102-1, 5.2.6.4 step 4), and what RFC 3161, 2.3, requires of
/// a timestamp authority.
/// </summary>
internal static class ChainConstraints
{
    private static readonly HashSet<string> OfServices = [KeyPurpose.TimeStamping, KeyPurpose.OcspSigning];

    /// <summary>Null when all are met.</summary>
    public static string? FlawOf(CertificatePath path, CertificateUse use, ValidationPolicy policy)
    {
        var extensions = path.Target.Extensions;
        if (!policy.Allows(path.Anchor, use))
            return "The anchor is not trusted for this.";
        if (use == CertificateUse.Timestamp)
            return extensions is { Purposes: [KeyPurpose.TimeStamping], ArePurposesCritical: true }
                ? null
                : "The certificate is not for timestamps alone, and critically so.";
        if (extensions.Usage is { } usage && (usage & policy.SignerUsages) == 0)
            return "The certificate is not for signing.";
        if (extensions.Purposes is { Count: > 0 } purposes && purposes.All(OfServices.Contains))
            return "The certificate is for timestamps or OCSP responses only.";
        if (policy.CertificatePolicies.Count > 0 && !policy.CertificatePolicies.Any(wanted => Holds(path, wanted)))
            return "The certificate was not issued under a policy that is asked for.";
        return null;
    }

    private static bool Holds(CertificatePath path, string wanted) =>
        path.Target.Extensions.Policies?.Contains(wanted) == true
        && (PathValidation.PoliciesOf(path)?.Contains(wanted) ?? true);
}
