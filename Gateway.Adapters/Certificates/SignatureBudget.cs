namespace Gateway.Adapters.Certificates;

/// <summary>
/// Verifies who signed a certificate, list or response: each pair once, and up to a limit that no honest file reaches, since
/// certificates are cheap to put into a file and expensive to verify. For one validation; not thread-safe.
/// </summary>
public sealed class SignatureBudget
{
    private const int Most = 2_000;
    private const int OctetsPerStep = 256 * 1024;

    private readonly Dictionary<(string What, string Who), bool> _known = [];
    private int _left = Most;

    /// <summary>Some work was skipped, so "no" may mean "not examined".</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Records that some work is skipped.</summary>
    public void LeaveUndone() => IsExhausted = true;

    /// <param name="key">Of what is signed: the digest of it as it was encoded.</param>
    public bool IsSignedBy(SignedStructure signed, string key, Certificate signer)
    {
        var pair = (key, signer.Key);
        if (_known.TryGetValue(pair, out var known))
            return known;
        if (signer.PublicKey is not { } publicKey)
            return _known[pair] = false;
        _left -= publicKey.CostOf(signed.Algorithm) + (signed.Octets.Length / OctetsPerStep);
        if (_left < 0)
        {
            IsExhausted = true;
            return false;
        }
        return _known[pair] = signed.IsSignedWith(publicKey);
    }
}
