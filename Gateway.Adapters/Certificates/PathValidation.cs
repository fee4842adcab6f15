namespace Gateway.Adapters.Certificates;

/// <summary>
/// Path validation (RFC 5280, 6.1) of a path whose signatures were verified when it was built; revocation is checked
/// separately. An anchor is a name and a key: of its dates and extensions only the path length restricts.
/// </summary>
public static class PathValidation
{
    /// <summary>Null when the path holds at that time.</summary>
    /// <param name="at">When all certificates except the target must be valid; null ignores their dates.</param>
    public static PathFlaw? FlawOf(CertificatePath path, DateTimeOffset? at)
    {
        var policies = new PolicyState(path.Certificates.Count);
        var constraints = new List<NameConstraints>();
        var length = path.Anchor.Extensions.PathLength ?? int.MaxValue;
        for (var i = path.Certificates.Count - 1; i >= 0; i--)
        {
            var certificate = path.Certificates[i];
            var isTarget = i == 0;
            if (!isTarget && at is { } time && !certificate.IsValidAt(time))
                return new PathFlaw(
                    time < certificate.NotBefore ? PathFlawKind.NotYetValid : PathFlawKind.Expired,
                    certificate
                );
            if (certificate.Extensions.Unprocessed.Count > 0)
                return new PathFlaw(PathFlawKind.UnknownCriticalExtension, certificate);
            if ((isTarget || !certificate.IsSelfIssued) && constraints.Exists(each => !each.Allow(certificate)))
                return new PathFlaw(PathFlawKind.NameNotAllowed, certificate);
            if (!policies.Pass(certificate, isTarget))
                return new PathFlaw(PathFlawKind.PolicyMissing, certificate);
            if (isTarget)
                break;

            if (certificate.Extensions.IsAuthority != true)
                return new PathFlaw(PathFlawKind.NotAuthority, certificate);
            if (certificate.Extensions.Usage is { } usage && !usage.HasFlag(KeyUsages.KeyCertSign))
                return new PathFlaw(PathFlawKind.MayNotIssue, certificate);
            if (!certificate.IsSelfIssued && --length < 0)
                return new PathFlaw(PathFlawKind.TooManyIssuers, certificate);
            length = Math.Min(length, certificate.Extensions.PathLength ?? int.MaxValue);
            if (certificate.Extensions.NameConstraints is { } further)
                constraints.Add(further);
        }
        return null;
    }

    /// <summary>The target's policies that hold along the whole path; null for any.</summary>
    public static IReadOnlyCollection<string>? PoliciesOf(CertificatePath path)
    {
        var policies = new PolicyState(path.Certificates.Count);
        for (var i = path.Certificates.Count - 1; i >= 0; i--)
            policies.Pass(path.Certificates[i], i == 0);
        return policies.Valid;
    }
}
