using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// Certificates by their digest, as signatures and tokens name them. Each is digested once per algorithm, however often it
/// is named.
/// </summary>
public sealed class CertificateIndex
{
    private readonly List<ReadOnlyMemory<byte>> _all = [];
    private readonly Dictionary<string, (Dictionary<string, ReadOnlyMemory<byte>> ByDigest, int Done)> _byAlgorithm = new(
        StringComparer.Ordinal
    );

    /// <param name="certificates">X.509, DER.</param>
    public CertificateIndex(params IEnumerable<ReadOnlyMemory<byte>> certificates) => _all.AddRange(certificates);

    public void Add(ReadOnlyMemory<byte> certificate) => _all.Add(certificate);

    public ReadOnlyMemory<byte>? Find(DigestAlgorithm algorithm, ReadOnlySpan<byte> digest)
    {
        var (byDigest, done) = _byAlgorithm.TryGetValue(algorithm.Uri, out var known)
            ? known
            : (new(StringComparer.Ordinal), 0);
        if (done < _all.Count)
        {
            foreach (var certificate in _all.Skip(done))
                byDigest.TryAdd(Convert.ToHexString(algorithm.Of(certificate.Span)), certificate);
            _byAlgorithm[algorithm.Uri] = (byDigest, _all.Count);
        }
        return byDigest.TryGetValue(Convert.ToHexString(digest), out var found) ? found : null;
    }
}
