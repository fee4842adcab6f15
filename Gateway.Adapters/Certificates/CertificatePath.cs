namespace Gateway.Adapters.Certificates;

/// <summary>A path from a certificate up to an anchor: each is signed with the key of the next (RFC 5280, 6.1).</summary>
/// <param name="Certificates">The target first, then its issuers, without the anchor. Empty when the target is an anchor
/// itself.</param>
public sealed record CertificatePath(IReadOnlyList<Certificate> Certificates, Certificate Anchor)
{
    public Certificate Target => Certificates.Count > 0 ? Certificates[0] : Anchor;

    public Certificate IssuerOf(int index) => index + 1 < Certificates.Count ? Certificates[index + 1] : Anchor;
}
