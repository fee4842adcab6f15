using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>
/// Trusts timestamps with a path to a given anchor (RFC 5280, 6), built from the given material and the token: nothing is
/// fetched. An anchor counts while it is in the list, also after its certificate expired, for the tokens of its time.
/// </summary>
/// <param name="requiresRevocationAfter">
/// A token older than this counts only when revocation data issued after it covers every certificate of the path; null
/// requires none. A newer token counts without, since no later revocation data can exist yet.
/// </param>
public sealed class AnchoredTokenTrust(TrustMaterial material, TimeSpan? requiresRevocationAfter = null) : ITokenTrust
{
    /// <summary>The time within which an issuer usually publishes new revocation data.</summary>
    public static readonly TimeSpan UsualWait = TimeSpan.FromDays(7);

    public TokenTrust Judge(SoundToken token, DateTimeOffset at)
    {
        var (work, pool, archive) = (new SignatureBudget(), new CertificatePool(), new RevocationArchive());
        pool.Add(material.Others);
        foreach (var inside in token.Token.Material.Certificates)
            if (Certificate.TryRead(inside, out var certificate, out _))
                pool.Add(certificate);
        foreach (var source in Sources(token).Concat(material.Revocation))
            archive.Add(source);
        var context = new RevocationContext(work, pool, []);
        var flaw = TokenFlaw.NoPath;
        foreach (var path in new PathBuilder(material.Anchors, pool, work).PathsOf(token.Signer))
        {
            if (!path.Target.IsValidAt(at) || PathValidation.FlawOf(path, at) is not null)
                continue;
            if (
                RevocationFlaw(path, token.Time, at, (certificate, issuer) => archive.About(certificate, issuer, context))
                is not { } found
            )
                return new(null, path.Certificates.Append(path.Target).Min(certificate => certificate.NotAfter));
            flaw = found;
        }
        return new(flaw, default);
    }

    private static IEnumerable<RevocationSource> Sources(SoundToken token) =>
        token
            .Token.Material.Crls.Concat(token.Token.Material.Ocsp)
            .SelectMany(encoded => CertificateFile.Read(encoded).Revocation);

    private TokenFlaw? RevocationFlaw(
        CertificatePath path,
        DateTimeOffset stamped,
        DateTimeOffset at,
        Func<Certificate, Certificate, IReadOnlyList<RevocationStatement>> about
    )
    {
        for (var place = 0; place < path.Certificates.Count; place++)
        {
            var certificate = path.Certificates[place];
            var statements = about(certificate, path.IssuerOf(place));
            if (statements.Any(statement => IsHarm(statement, stamped, at)))
                return TokenFlaw.Revoked;
            if (
                at - stamped >= requiresRevocationAfter
                && !certificate.Extensions.IsNeverRevoked
                && !statements.Any(statement =>
                    statement.Standing != CertificateStanding.Unknown && statement.ThisUpdate >= stamped
                )
            )
                return TokenFlaw.RevocationUnknown;
        }
        return null;
    }

    /// <summary>
    /// A certificate revoked after the token does not harm it, unless the key may have been compromised (RFC 3161, 4): then
    /// the token may have been made later than it says, as long as nothing older covers it.
    /// </summary>
    private static bool IsHarm(RevocationStatement statement, DateTimeOffset stamped, DateTimeOffset at) =>
        statement.Standing == CertificateStanding.Revoked
        && statement.RevokedAt is { } revoked
        && revoked <= at
        && (
            revoked <= stamped
            || statement.Reason
                is not (
                    RevocationReason.AffiliationChanged
                    or RevocationReason.Superseded
                    or RevocationReason.CessationOfOperation
                )
        );
}
