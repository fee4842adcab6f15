using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Validation with time and with proofs of existence (ETSI EN 319 102-1, 5.5 and 5.6): when the signature must have been
/// made, and which doubts remain then.
/// </summary>
internal sealed class TimeValidation(ValidationContext context)
{
    private readonly PastValidation _past = new(context);

    public Conclusion Of(SubjectSignature subject, Certificate signer, BasicOutcome basic)
    {
        var existed = context.Proofs.Of(subject.Material.ValueKey);
        if (OrderFlaw(subject, existed) is { } disordered)
            return disordered;
        if (existed < signer.NotBefore)
            return Conclusion.Failed(SubIndication.NotYetValid, "The signature existed before its certificate was valid.");
        if (MadeAfter(subject) is { } earliest && TooLate(basic.Doubts, earliest, signer) is { } late)
            return late;
        if (!basic.Doubts.All(doubt => doubt.IsSettledBy(existed)))
        {
            var past = _past.Of(signer, CertificateUse.Signature, existed, basic.Doubts);
            if (!past.IsPassed)
                return past;
        }
        return
            context.Policy.LongestSigningDelay is { } longest
            && subject.Properties?.SigningTime is { } claimed
            && existed - claimed > longest
            ? Conclusion.Unsettled(
                SubIndication.SigConstraintsFailure,
                "The time that is proven is too long after the time that is claimed."
            )
            : Conclusion.Passed;
    }

    /// <summary>A timestamp over what was going to be signed is older than the signature.</summary>
    private static DateTimeOffset? MadeAfter(SubjectSignature subject) =>
        subject.Timestamps.Where(each => each is { IsOfContent: true, IsPassed: true }).Max(each => each.Time);

    private static Conclusion? TooLate(IReadOnlyList<Doubt> doubts, DateTimeOffset earliest, Certificate signer)
    {
        if (doubts.Any(doubt => doubt.SubIndication == SubIndication.RevokedNoPoe && doubt.Before <= earliest))
            return Conclusion.Failed(SubIndication.Revoked, "The signature was made after its certificate was revoked.");
        if (earliest > signer.NotAfter)
            return Conclusion.Failed(SubIndication.Expired, "The signature was made after its certificate had expired.");
        return doubts.Any(doubt => !doubt.IsOfPath && doubt.Before <= earliest)
            ? Conclusion.Unsettled(
                SubIndication.CryptoConstraintsFailure,
                "The signature was made with an algorithm that was not relied on any more."
            )
            : null;
    }

    private static Conclusion? OrderFlaw(SubjectSignature subject, DateTimeOffset existed)
    {
        var passed = subject.Timestamps.Where(each => each.IsPassed).ToList();
        var isDisordered =
            passed.Exists(later =>
                passed.Exists(sooner =>
                    later != sooner && later.Timestamp.Coverage.Covers(sooner.Token.Element) && later.Time < sooner.Time
                )
            ) || passed.Exists(each => each.IsOfContent && each.Time > existed);
        return isDisordered
            ? Conclusion.Unsettled(
                SubIndication.TimestampOrderFailure,
                "The timestamps are not in the order of their times."
            )
            : null;
    }
}
