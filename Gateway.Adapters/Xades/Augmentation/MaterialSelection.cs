using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>
/// Selects the material that a later validation of a certificate needs: its path, and revocation data for each certificate
/// on it.
/// </summary>
internal sealed class MaterialSelection
{
    private readonly SignatureBudget _work = new();
    private readonly CertificatePool _pool = new();
    private readonly RevocationArchive _archive = new();
    private readonly PathBuilder _paths;
    private readonly RevocationContext _context;
    private readonly bool _mustBeLater;

    /// <param name="embedded">Certificates in the signature.</param>
    /// <param name="mustBeLater">Revocation data from before the proven time of the signature is not enough.</param>
    public MaterialSelection(TrustMaterial atHand, IEnumerable<Certificate> embedded, bool mustBeLater = false)
    {
        _mustBeLater = mustBeLater;
        _pool.Add(atHand.Others);
        _pool.Add(embedded);
        foreach (var source in atHand.Revocation)
            _archive.Add(source);
        _paths = new PathBuilder(atHand.Anchors, _pool, _work);
        _context = new RevocationContext(_work, _pool, []);
    }

    /// <param name="provenAt">The latest time at which the certificate's signature is proven to exist.</param>
    /// <exception cref="AugmentationEnded">Something is missing, or came too late.</exception>
    public Material For(Certificate target, DateTimeOffset provenAt)
    {
        var (certificates, revocation) = (new List<Certificate>(), new List<RevocationSource>());
        Collect(target, provenAt, certificates, revocation);
        return new Material([.. certificates.Distinct()], [.. revocation.DistinctBy(each => each.Key)]);
    }

    /// <summary>Null when something is missing, or came too late.</summary>
    public Material? TryFor(Certificate target, DateTimeOffset provenAt)
    {
        try
        {
            return For(target, provenAt);
        }
        catch (AugmentationEnded)
        {
            return null;
        }
    }

    private void Collect(
        Certificate target,
        DateTimeOffset provenAt,
        List<Certificate> certificates,
        List<RevocationSource> revocation
    )
    {
        var path =
            _paths.PathsOf(target).FirstOrDefault()
            ?? throw AugmentationEnded.Rejected(
                AugmentationRejection.NoPath,
                "A certificate leads to no anchor that is at hand."
            );
        foreach (var certificate in path.Certificates.Append(path.Anchor))
        {
            if (certificates.Contains(certificate))
                continue;
            certificates.Add(certificate);
            if (certificate == path.Anchor || certificate.Extensions.HasNoCheck || certificate.Extensions.IsNeverRevoked)
                continue;
            var issuer = path.IssuerOf(path.Certificates.ToList().IndexOf(certificate));
            var statement =
                _archive
                    .About(certificate, issuer, _context)
                    .FirstOrDefault(each =>
                        each.Standing != CertificateStanding.Unknown
                        && (each.ThisUpdate >= provenAt || (!_mustBeLater && each.NextUpdate >= provenAt))
                    )
                ?? throw AugmentationEnded.Rejected(
                    AugmentationRejection.NoRevocation,
                    "Nothing at hand tells whether a certificate was revoked, then or later."
                );
            if (statement.Standing == CertificateStanding.Revoked && statement.RevokedAt <= provenAt)
                throw AugmentationEnded.Rejected(
                    AugmentationRejection.TooLate,
                    "A certificate had been revoked before the signature was there for certain."
                );
            revocation.Add(statement.Source);
            Collect(statement.Signer, provenAt, certificates, revocation);
        }
    }
}
