using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The input of the validation of one file: policy, time, anchors, and all available material.</summary>
internal sealed class ValidationContext
{
    private const int MostPaths = 24;

    private readonly PathBuilder _paths;
    private readonly RevocationContext _revocation;
    private readonly RevocationArchive _archive = new();
    private readonly HashSet<string> _anchors;
    private readonly Dictionary<(string Certificate, string Issuer), IReadOnlyList<RevocationStatement>> _about = [];
    private bool _isCutShort;

    public ValidationContext(
        ValidationPolicy policy,
        DateTimeOffset at,
        TrustMaterial trust,
        DateTimeOffset? existedAt,
        SignatureBudget? work = null
    )
    {
        (Policy, At, ExistedAt, Work) = (policy, at, existedAt, work ?? new SignatureBudget());
        Pool.Add(trust.Others);
        foreach (var source in trust.Revocation)
            _archive.Add(source);
        _anchors = [.. trust.Anchors.Select(anchor => anchor.Key)];
        _paths = new PathBuilder(trust.Anchors, Pool, Work);
        _revocation = new RevocationContext(Work, Pool, trust.Anchors);
        Proofs = new ProofsOfExistence(at);
    }

    public ValidationPolicy Policy { get; }

    /// <summary>The time that counts as now.</summary>
    public DateTimeOffset At { get; }

    public CertificatePool Pool { get; } = new();

    public SignatureBudget Work { get; }

    public ProofsOfExistence Proofs { get; }

    /// <summary>Since when the file as a whole is known to exist, from elsewhere; null when unknown.</summary>
    public DateTimeOffset? ExistedAt { get; }

    /// <summary>Not everything was looked at: there is more of it than any honest file has.</summary>
    public bool IsCutShort =>
        _isCutShort || Work.IsExhausted || Pool.IsExhausted || _archive.IsExhausted || _paths.IsExhausted;

    /// <summary>Adds a certificate from the file.</summary>
    public void Add(Certificate certificate)
    {
        _about.Clear();
        Pool.Add(certificate);
        Exists(certificate.Key);
    }

    /// <summary>Adds a list or a response from the file.</summary>
    public void Add(RevocationSource source)
    {
        _about.Clear();
        _archive.Add(source);
        Exists(source.Key);
        if (source is OcspResponse response)
            foreach (var responder in response.Certificates)
                Add(responder);
    }

    /// <summary>Records that an item of the file has existed as long as the file.</summary>
    public void Exists(string key)
    {
        if (ExistedAt is { } time)
            Proofs.Add(key, time);
    }

    public void CutShort() => _isCutShort = true;

    public IEnumerable<CertificatePath> PathsOf(Certificate target)
    {
        var left = MostPaths;
        foreach (var path in _paths.PathsOf(target))
        {
            if (--left < 0)
            {
                CutShort();
                yield break;
            }
            yield return path;
        }
    }

    public IReadOnlyList<Certificate> Upwards(Certificate target) => _paths.Upwards(target);

    public bool IsAnchor(Certificate certificate) => _anchors.Contains(certificate.Key);

    public IReadOnlyList<RevocationStatement> About(Certificate certificate, Certificate issuer)
    {
        if (!_about.TryGetValue((certificate.Key, issuer.Key), out var said))
            _about.Add((certificate.Key, issuer.Key), said = _archive.About(certificate, issuer, _revocation));
        return said;
    }
}
