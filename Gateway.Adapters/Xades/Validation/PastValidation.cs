using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Past signature validation (ETSI EN 319 102-1, 5.6.2.4): doubts about a signature or a timestamp are removed when it is
/// proven to have existed while its certificate was good and its algorithms were trusted.
/// </summary>
internal sealed class PastValidation(ValidationContext context)
{
    private readonly PastCertificateValidation _certificates = new(context);

    /// <param name="existed">The earliest time at which the value is proven to have existed.</param>
    /// <param name="doubts">All current doubts. Those about the path are validated for that time; time must remove the
    /// rest.</param>
    /// <returns>Passed, or the first doubt that remains.</returns>
    public Conclusion Of(Certificate target, CertificateUse use, DateTimeOffset existed, IReadOnlyList<Doubt> doubts)
    {
        var (control, _) = _certificates.Of(target, use);
        var isGood =
            control is not null
            && existed >= target.NotBefore
            && existed <= control
            && doubts.All(doubt => doubt.IsOfPath || doubt.IsSettledBy(existed));
        return isGood ? Conclusion.Passed : doubts.First(doubt => !doubt.IsSettledBy(existed)).ToConclusion();
    }
}
