using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Cryptography;

/// <summary>
/// Limits the work that a document can cause, since a reference of a hundred bytes may name the whole document. A part is
/// selected or digested only once. Beyond an allowance that no honest document approaches, references and values are
/// skipped. Each document has its own budget. Not thread-safe.
/// </summary>
internal sealed class DigestBudget(int documentLength)
{
    /// <summary>The cost of starting a part, in octets digested.</summary>
    public const int PerPart = 64;

    private const long Free = 16 * 1024 * 1024;
    private const long Most = 256 * 1024 * 1024;

    private readonly Dictionary<string, (NodeSet, int)> _selected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DigestedOctets> _digested = new(StringComparer.Ordinal);
    private readonly HashSet<string> _allowed = new(StringComparer.Ordinal);

    /// <summary>
    /// The remaining budget in bytes. The initial value is 16 times the document length plus a constant, with an upper limit
    /// of four times the length of the largest document.
    /// </summary>
    public long Left { get; private set; } = Math.Min(16L * documentLength + Free, Most);

    /// <summary>A file that is read as XML, or repeatedly for timestamps, may cost four times its length.</summary>
    public void Allow(string file, long length)
    {
        if (_allowed.Add(file))
            Left += 4 * length;
    }

    /// <exception cref="OctetsExceeded">The budget is exhausted.</exception>
    public void Spend(long octets)
    {
        Left -= octets;
        if (Left < 0)
            throw new OctetsExceeded();
    }

    /// <summary>Documents of one container share this allowance.</summary>
    public VerificationAllowance Verifications { get; set; } = new();

    public (NodeSet Nodes, int Done) Once(string what, Func<(NodeSet, int)> select)
    {
        if (!_selected.TryGetValue(what, out var selected))
            _selected.Add(what, selected = select());
        return selected;
    }

    public DigestedOctets Once(string what, Func<DigestedOctets> digest)
    {
        if (!_digested.TryGetValue(what, out var digested))
            _digested.Add(what, digested = digest());
        return digested;
    }
}

/// <summary>
/// Limits how many values may be verified, since keys are cheap to put into a file and expensive to verify with.
/// </summary>
internal sealed class VerificationAllowance
{
    private int _left = 1_000;

    /// <param name="cost">The cost that <see cref="VerificationKey.CostOf"/> returns.</param>
    public bool Allows(int cost) => (_left -= cost) >= 0;
}

/// <param name="IsNarrowed">The transforms left out something other than a signature.</param>
internal sealed record DigestedOctets(byte[] Digest, bool IsNarrowed);
