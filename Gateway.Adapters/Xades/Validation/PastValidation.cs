using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Past signature validation (ETSI EN 319 102-1, 5.6.2.4): what stands against a signature, or a timestamp, falls away
/// when it is proven to have existed while its certificate was good and its algorithms were relied on.
/// </summary>
internal sealed class PastValidation(ValidationContext context)
{
    private readonly PastCertificateValidation _certificates = new(context);

    /// <param name="existed">The earliest time at which the value is proven to have existed.</param>
    /// <param name="doubts">All that stands against it now. What is of the path is looked at as it was then; time must
    /// settle the rest.</param>
    /// <returns>Passed, or what stood against it before.</returns>
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
