using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// Bounds what a document can make its reader do: a reference weighs a hundred bytes and may name all of the document. What
/// was selected or digested once is not selected or digested again, and beyond an allowance that no honest document comes
/// near, references are left undone. Of one document, and not for several threads at once.
/// </summary>
internal sealed class DigestWork(int documentLength)
{
    private const long Free = 16 * 1024 * 1024;
    private const long Most = 256 * 1024 * 1024;

    private readonly Dictionary<string, (NodeSet, int)> _selected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _digested = new(StringComparer.Ordinal);

    /// <summary>In bytes: the document sixty-four times and a little, less often for large ones, never less than eight times.</summary>
    public long Left { get; private set; } = Math.Max(Math.Min(64L * documentLength + Free, Most), 8L * documentLength);

    /// <exception cref="OctetsExceeded">Nothing is left.</exception>
    public void Spend(long octets)
    {
        Left -= octets;
        if (Left < 0) throw new OctetsExceeded();
    }

    public (NodeSet Nodes, int Done) Once(string what, Func<(NodeSet, int)> select)
    {
        if (!_selected.TryGetValue(what, out var selected)) _selected.Add(what, selected = select());
        return selected;
    }

    public byte[] Once(string what, Func<byte[]> digest)
    {
        if (!_digested.TryGetValue(what, out var digested)) _digested.Add(what, digested = digest());
        return digested;
    }
}
