using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Past certificate validation with the validation time sliding (ETSI EN 319 102-1, 5.6.2.1 and 5.6.2.2): the latest time at
/// which material proven to exist shows that the certificate was good.
/// </summary>
internal sealed class PastCertificateValidation(ValidationContext context)
{
    private readonly RevocationCheck _revocation = new(context);

    /// <summary>The best control time of all paths; null, with the reason, when there is none.</summary>
    public (DateTimeOffset? Control, Conclusion Conclusion) Of(Certificate target, CertificateUse use)
    {
        DateTimeOffset? best = null;
        var conclusion = Conclusion.Unsettled(
            SubIndication.NoCertificateChainFound,
            "No path leads from the certificate to a trusted one."
        );
        foreach (var path in context.PathsOf(target))
        {
            var (control, found) = Of(path, use);
            if (control is null && best is null)
                conclusion = found;
            if (control is null || control <= best)
                continue;
            (best, conclusion) = (control, found);
        }
        return (best, conclusion);
    }

    private (DateTimeOffset?, Conclusion) Of(CertificatePath path, CertificateUse use)
    {
        if (PathValidation.FlawOf(path, at: null) is { } flaw)
            return (null, Conclusion.Unsettled(SubIndication.CertificateChainGeneralFailure, flaw.Reason));
        if (
            path.Certificates.Count > 0
            && path.Certificates.Max(each => each.NotBefore) > path.Certificates.Min(each => each.NotAfter)
        )
            return (
                null,
                Conclusion.Unsettled(
                    SubIndication.CertificateChainGeneralFailure,
                    "The certificates of the path were never valid together."
                )
            );
        if (ChainConstraints.FlawOf(path, use, context.Policy) is { } broken)
            return (null, Conclusion.Unsettled(SubIndication.ChainConstraintsFailure, broken));
        var control = path.Certificates.Count == 0 ? Earlier(context.At, path.Target.NotAfter) : context.At;
        for (var i = path.Certificates.Count - 1; i >= 0; i--)
        {
            if (Slide(path.Certificates[i], path.IssuerOf(i), control) is not { } slid)
                return (
                    null,
                    Conclusion.Unsettled(
                        SubIndication.NoPoe,
                        "Nothing is proven to have existed in time that tells whether a certificate was revoked."
                    )
                );
            control = slid;
        }
        if (path.Certificates.Any(each => each.NotBefore > control))
            return (
                null,
                Conclusion.Unsettled(
                    SubIndication.NoPoe,
                    "At no time that is proven were all certificates of the path valid."
                )
            );
        return (control, Conclusion.Passed);
    }

    /// <summary>Null when nothing shows the certificate to have been good.</summary>
    private DateTimeOffset? Slide(Certificate certificate, Certificate issuer, DateTimeOffset control)
    {
        if (context.Proofs.Of(certificate.Key) > control)
            return null;
        if (RevocationCheck.IsAsked(certificate))
        {
            var statement = _revocation.At(certificate, issuer, control).Statement;
            if (statement is { Standing: CertificateStanding.Revoked, RevokedAt: { } revoked } && revoked <= control)
                control = JustBefore(revoked);
            // Then only a known revocation counts.
            else if (!context.Policy.RequiresRevocation) { }
            else if (statement is null or { Standing: CertificateStanding.Unknown })
                return null;
            else
                control = Earlier(control, _revocation.FreshUntil(statement));
        }
        control = Earlier(control, certificate.NotAfter);
        var end = context.Policy.Algorithms.EndOf(certificate.Signed, issuer);
        return end == AlgorithmLimits.Never ? null
            : end <= control ? JustBefore(end)
            : control;
    }

    private static DateTimeOffset JustBefore(DateTimeOffset time) => time.AddTicks(-1);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
