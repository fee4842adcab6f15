namespace Gateway.Adapters.Certificates;

/// <summary>
/// The policies that remain on the way down (RFC 5280, 6.1.3 and 6.1.4). Only their set is kept, not the tree: the result is
/// the same when the caller requires no policy, and the set cannot outgrow the certificates.
/// </summary>
internal sealed class PolicyState(int certificates)
{
    private int _explicit = certificates + 1;
    private int _mapping = certificates + 1;
    private int _any = certificates + 1;

    /// <summary>Null for any.</summary>
    public HashSet<string>? Valid { get; private set; }

    /// <returns>False when a policy is required and none is left.</returns>
    public bool Pass(Certificate certificate, bool isTarget)
    {
        var extensions = certificate.Extensions;
        if (extensions.Policies is not { } named)
            Valid = [];
        else if (!named.Contains(CertificatePolicies.Any) || (_any == 0 && (isTarget || !certificate.IsSelfIssued)))
            Valid =
            [
                .. named.Where(policy => policy != CertificatePolicies.Any && (Valid is null || Valid.Contains(policy))),
            ];
        if (isTarget)
        {
            if (_explicit > 0)
                _explicit--;
            if (extensions.RequireExplicitPolicy == 0)
                _explicit = 0;
            return _explicit > 0 || Valid is not { Count: 0 };
        }
        if (_explicit == 0 && Valid is { Count: 0 })
            return false;
        Map(extensions);
        if (!certificate.IsSelfIssued)
        {
            if (_explicit > 0)
                _explicit--;
            if (_mapping > 0)
                _mapping--;
            if (_any > 0)
                _any--;
        }
        _explicit = Math.Min(_explicit, extensions.RequireExplicitPolicy ?? int.MaxValue);
        _mapping = Math.Min(_mapping, extensions.InhibitPolicyMapping ?? int.MaxValue);
        _any = Math.Min(_any, extensions.InhibitAnyPolicy ?? int.MaxValue);
        return true;
    }

    private void Map(CertificateExtensions extensions)
    {
        if (extensions.PolicyMappings.Count == 0 || Valid is null)
            return;
        var kept = Valid.Where(policy => extensions.PolicyMappings.All(mapping => mapping.Issuers != policy));
        var mapped =
            _mapping > 0
                ? extensions
                    .PolicyMappings.Where(mapping => Valid.Contains(mapping.Issuers))
                    .Select(mapping => mapping.Subjects)
                : [];
        Valid = [.. kept, .. mapped];
    }
}
