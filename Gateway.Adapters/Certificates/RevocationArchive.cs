namespace Gateway.Adapters.Certificates;

/// <summary>The available revocation lists and OCSP responses.</summary>
public sealed class RevocationArchive
{
    private const int Most = 1_000;

    private readonly Dictionary<string, RevocationSource> _sources = [];

    public IReadOnlyCollection<RevocationSource> All => _sources.Values;

    /// <summary>Some were left out: there are too many.</summary>
    public bool IsExhausted { get; private set; }

    public void Add(RevocationSource source)
    {
        if (_sources.Count < Most)
            _sources.TryAdd(source.Key, source);
        else
            IsExhausted |= !_sources.ContainsKey(source.Key);
    }

    /// <summary>
    /// Statements about exactly this certificate by issuers and responders that are authorised for it, the latest first.
    /// </summary>
    public IReadOnlyList<RevocationStatement> About(
        Certificate certificate,
        Certificate issuer,
        RevocationContext context
    ) =>
        [
            .. _sources
                .Values.Select(source => source.About(certificate, issuer, context))
                .OfType<RevocationStatement>()
                .Where(statement => statement.IsMeantFor(certificate))
                .OrderByDescending(statement => statement.ThisUpdate),
        ];

    /// <summary>Whether any available source claims to cover the certificate; not whether it can be trusted.</summary>
    public bool Mentions(Certificate certificate, Certificate issuer) =>
        _sources.Values.Any(source => source.Mentions(certificate, issuer));
}
