namespace Gateway.Adapters.Certificates;

public enum CertificateStanding
{
    Good,
    Revoked,

    /// <summary>The responder does not know the certificate.</summary>
    Unknown,
}

/// <summary>Why a certificate was revoked (RFC 5280, 5.3.1), by its code.</summary>
public enum RevocationReason
{
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    RemoveFromCrl = 8,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}

/// <summary>What a revocation list or an OCSP response says of one certificate.</summary>
/// <param name="Source">The list or response it stands in.</param>
/// <param name="Signer">Whose key the source is signed with: the issuer, or a responder the issuer delegated to.</param>
/// <param name="RevokedAt">The time of the revocation; null when it is not revoked.</param>
/// <param name="CoversExpired">
/// The source still covers certificates that expired at or after this time (expiredCertsOnCRL, archive cutoff). The minimum
/// when the source knows the certificate by its digest; null when only valid ones are covered.
/// </param>
public sealed record RevocationStatement(
    RevocationSource Source,
    Certificate Signer,
    CertificateStanding Standing,
    DateTimeOffset ThisUpdate,
    DateTimeOffset? NextUpdate,
    DateTimeOffset? RevokedAt = null,
    RevocationReason? Reason = null,
    DateTimeOffset? CoversExpired = null
)
{
    public bool IsOnHold => Standing == CertificateStanding.Revoked && Reason == RevocationReason.CertificateHold;

    /// <summary>
    /// True for a revocation, and for a statement made while the certificate was valid or by a source that covers expired
    /// ones. Otherwise a missing entry proves nothing.
    /// </summary>
    public bool IsMeantFor(Certificate certificate) =>
        ThisUpdate >= certificate.NotBefore
        && (
            Standing == CertificateStanding.Revoked
            || ThisUpdate <= certificate.NotAfter
            || CoversExpired <= certificate.NotAfter
        );
}
