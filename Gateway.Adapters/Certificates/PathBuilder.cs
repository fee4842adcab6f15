namespace Gateway.Adapters.Certificates;

/// <summary>
/// Finds the paths from a certificate to the anchors (RFC 4158), likeliest issuers first. Certificates that certify each
/// other in circles, or in thousands of ways, only end the search.
/// </summary>
public sealed class PathBuilder(IReadOnlyCollection<Certificate> anchors, CertificatePool pool, SignatureBudget work)
{
    public const int MostCertificates = 12;
    private const int MostSteps = 500;

    private readonly ILookup<DistinguishedName, Certificate> _anchors = anchors.ToLookup(anchor => anchor.Subject);

    /// <summary>A search was stopped early, so "no path" may mean "not searched".</summary>
    public bool IsExhausted { get; private set; }

    public IEnumerable<CertificatePath> PathsOf(Certificate target)
    {
        var steps = MostSteps;
        return AnchorLike(target) is { } anchor ? [new CertificatePath([], anchor)] : Climb([target]);

        IEnumerable<CertificatePath> Climb(List<Certificate> soFar)
        {
            var last = soFar[^1];
            if (--steps < 0)
            {
                IsExhausted = true;
                yield break;
            }
            foreach (var top in Likeliest(last, _anchors[last.Issuer]))
                if (work.IsSignedBy(last.Signed, last.Key, top))
                    yield return new CertificatePath([.. soFar], top);
            if (soFar.Count == MostCertificates)
            {
                IsExhausted |= pool.WithSubject(last.Issuer).Any(issuer => !soFar.Exists(issuer.IsSameEntityAs));
                yield break;
            }
            foreach (var issuer in Likeliest(last, pool.WithSubject(last.Issuer)))
            {
                if (AnchorLike(issuer) is not null || soFar.Exists(issuer.IsSameEntityAs))
                    continue;
                if (!work.IsSignedBy(last.Signed, last.Key, issuer))
                    continue;
                foreach (var path in Climb([.. soFar, issuer]))
                    yield return path;
            }
        }
    }

    /// <summary>
    /// The path upwards as far as available certificates lead, to an anchor or not: the issuers that belong to a
    /// certificate.
    /// </summary>
    public IReadOnlyList<Certificate> Upwards(Certificate target)
    {
        List<Certificate> climbed = [target];
        while (
            climbed.Count < MostCertificates
            && !climbed[^1].IsSelfIssued
            && IssuerOf(climbed[^1]) is { } issuer
            && !climbed.Contains(issuer)
        )
            climbed.Add(issuer);
        return climbed;
    }

    private Certificate? IssuerOf(Certificate certificate) =>
        Likeliest(certificate, _anchors[certificate.Issuer].Concat(pool.WithSubject(certificate.Issuer)))
            .FirstOrDefault(issuer => work.IsSignedBy(certificate.Signed, certificate.Key, issuer));

    private Certificate? AnchorLike(Certificate certificate) =>
        _anchors[certificate.Subject].FirstOrDefault(certificate.IsSameEntityAs);

    private static IOrderedEnumerable<Certificate> Likeliest(Certificate below, IEnumerable<Certificate> candidates) =>
        candidates
            .OrderBy(candidate => Fit(below.Extensions.AuthorityKeyIdentifier, candidate.Extensions.SubjectKeyIdentifier))
            .ThenByDescending(candidate => candidate.NotAfter);

    private static int Fit(ReadOnlyMemory<byte>? wanted, ReadOnlyMemory<byte>? has) =>
        wanted is not { } authority || has is not { } subject ? 1
        : authority.Span.SequenceEqual(subject.Span) ? 0
        : 2;
}
