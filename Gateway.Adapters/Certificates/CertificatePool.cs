namespace Gateway.Adapters.Certificates;

/// <summary>
/// Available certificates, by subject. They are material for paths; none of them is trusted because it is here.
/// </summary>
public sealed class CertificatePool
{
    private const int Most = 2_000;

    private readonly Dictionary<string, Certificate> _byKey = [];
    private readonly Dictionary<DistinguishedName, List<Certificate>> _bySubject = [];
    private readonly Dictionary<string, List<Certificate>> _responders = [];

    public IReadOnlyCollection<Certificate> All => _byKey.Values;

    public CertificateIndex Index { get; } = new();

    /// <summary>Some were left out: there are too many.</summary>
    public bool IsExhausted { get; private set; }

    public void Add(Certificate certificate)
    {
        if (_byKey.ContainsKey(certificate.Key))
            return;
        if (_byKey.Count >= Most)
        {
            IsExhausted = true;
            return;
        }
        _byKey.Add(certificate.Key, certificate);
        Index.Add(certificate.Encoded);
        if (!_bySubject.TryGetValue(certificate.Subject, out var same))
            _bySubject.Add(certificate.Subject, same = []);
        same.Add(certificate);
        if (
            certificate.Extensions.Purposes?.Contains(KeyPurpose.OcspSigning) != true
            || ResponderId.KeyDigestOf(certificate) is not { Length: > 0 } digest
        )
            return;
        if (!_responders.TryGetValue(digest, out var ofKey))
            _responders.Add(digest, ofKey = []);
        ofKey.Add(certificate);
    }

    public void Add(IEnumerable<Certificate> certificates)
    {
        foreach (var certificate in certificates)
            Add(certificate);
    }

    /// <param name="digest">SHA-1 of the key, hexadecimal, as responders name themselves.</param>
    internal IReadOnlyList<Certificate> RespondersWithKey(string digest) => _responders.GetValueOrDefault(digest) ?? [];

    public IReadOnlyList<Certificate> WithSubject(DistinguishedName subject) => _bySubject.GetValueOrDefault(subject) ?? [];
}
