using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Signatures.Validation;

/// <summary>
/// Past signature validation (ETSI EN 319 102-1, 5.6.2.4): what stands against a signature, or a timestamp, falls away when it
/// is proven to have existed while its certificate was good and its algorithms were relied on.
/// </summary>
internal sealed class PastValidation(ValidationContext context)
{
    private readonly PastCertificateValidation _certificates = new(context);

    /// <param name="existed">The earliest time at which the value is proven to have existed.</param>
    /// <param name="doubts">All that stands against it now; time alone must settle those that are not of the certificate's path.</param>
    public Conclusion Of(Certificate target, CertificateUse use, DateTimeOffset existed, IReadOnlyList<Doubt> doubts)
    {
        if (doubts.Count == 0) return Conclusion.Passed;
        var (control, conclusion) = _certificates.Of(target, use);
        if (control is null) return conclusion;
        if (existed < target.NotBefore) return Conclusion.Failed(SubIndication.NotYetValid, "The signature existed before its certificate was valid.");
        if (existed <= control && doubts.All(doubt => doubt.IsOfPath || doubt.IsSettledBy(existed))) return Conclusion.Passed;
        return doubts[0].ToConclusion();
    }
}
