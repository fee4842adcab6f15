using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Validation of a token (ETSI EN 319 102-1, 5.4), now or, with proofs of its existence, in the past (5.6.3).
/// </summary>
internal sealed class TimestampValidation(ValidationContext context)
{
    private readonly CertificateValidation _certificates = new(context);
    private readonly PastValidation _past = new(context);

    public TimestampConclusion Of(XadesTimestamp timestamp, EmbeddedToken token)
    {
        var authority = token.Check?.Certificate is { } der && Certificate.TryRead(der, out var read, out _) ? read : null;
        return new TimestampConclusion(timestamp, token, authority, Conclude(token, authority));
    }

    private Conclusion Conclude(EmbeddedToken embedded, Certificate? authority)
    {
        if (embedded.Token is not { } token)
            return Conclusion.Failed(SubIndication.FormatFailure, embedded.Reason!);
        if (embedded.Imprint == ReferenceOutcome.Altered)
            return Conclusion.Failed(SubIndication.HashFailure, embedded.Reason!);
        if (embedded.Imprint != ReferenceOutcome.Intact)
            return Conclusion.Unsettled(SubIndication.SignedDataNotFound, embedded.Reason!);
        if (embedded.Check is { Outcome: TokenOutcome.Invalid })
            return Conclusion.Failed(SubIndication.SigCryptoFailure, embedded.Reason!);
        if (embedded.Check is { Outcome: TokenOutcome.Unsupported })
            return Conclusion.Unsettled(SubIndication.CryptoConstraintsFailureNoPoe, embedded.Reason!);
        if (!embedded.IsIntact || authority is null)
            return Conclusion.Unsettled(
                SubIndication.NoSigningCertificateFound,
                embedded.Reason ?? "The certificate of the authority cannot be read."
            );
        if (token.Time > context.At)
            return Conclusion.Unsettled(SubIndication.TimestampOrderFailure, "The timestamp is of a time to come.");

        var found = _certificates.Of(authority, CertificateUse.Timestamp);
        if (found.Flaw is { } flaw)
            return flaw;
        if (token.Time < authority.NotBefore)
            return Conclusion.Failed(SubIndication.NotYetValid, "The timestamp is older than its authority's certificate.");
        if (token.Time > authority.NotAfter)
            return Conclusion.Failed(
                SubIndication.Expired,
                "The timestamp is younger than its authority's certificate may be used."
            );
        var doubts = found
            .Doubts.Where(doubt => !IsForgiven(doubt, token))
            .Concat(AlgorithmDoubts.Of(token, authority, context))
            .ToList();
        var existed = context.Proofs.Of(TimestampConclusion.KeyOf(token));
        return doubts.TrueForAll(doubt => doubt.IsSettledBy(existed))
            ? Conclusion.Passed
            : _past.Of(authority, CertificateUse.Timestamp, existed, doubts);
    }

    /// <summary>
    /// If the policy allows it, revocation data for an authority is enough when issued after the timestamp, however long
    /// ago.
    /// </summary>
    private bool IsForgiven(Doubt doubt, TimestampToken token) =>
        context.Policy.AcceptsRevocationAsOfTimestamp && doubt.IsOfAge && doubt.IsSettledBy(token.Time);
}
