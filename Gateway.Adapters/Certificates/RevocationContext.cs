namespace Gateway.Adapters.Certificates;

/// <summary>What is needed to verify a list or a response.</summary>
/// <param name="Pool">Searched for certificates of responders that did not come with their responses.</param>
/// <param name="Responders">Trusted here to answer for any issuer, when certified for answering (RFC 6960, 2.2).</param>
public sealed record RevocationContext(
    SignatureBudget Work,
    CertificatePool Pool,
    IReadOnlyCollection<Certificate> Responders
)
{
    public bool IsTrusted(Certificate responder) => Responders.Contains(responder);
}
