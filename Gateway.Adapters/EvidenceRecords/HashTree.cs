using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>One hash over many groups of hashes, and for each group the way up to it (RFC 4998, 4.2).</summary>
/// <param name="Reduced">One for each group: first its own hashes, then the siblings on the way up; empty for a lone
/// hash.</param>
internal sealed record HashTree(byte[] Root, IReadOnlyList<IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>>> Reduced)
{
    /// <param name="groups">At least one, none empty.</param>
    public static HashTree Over(ImprintAlgorithm algorithm, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> groups)
    {
        var ways = groups.Select(group => new List<IReadOnlyList<ReadOnlyMemory<byte>>> { Sorted(group) }).ToList();
        var level = groups.Select((group, index) => new Node(Join(algorithm, group), [index])).ToList();
        while (level.Count > 1)
            level =
            [
                .. level
                    .Chunk(2)
                    .Select(pair => pair is [var left, var right] ? Parent(algorithm, left, right, ways) : pair[0]),
            ];
        return new(level[0].Hash, [.. ways.Select(Written)]);
    }

    /// <summary>
    /// The hash of a list: of its values in binary ascending order, one after the other; a lone value is left as it is.
    /// </summary>
    public static byte[] Join(ImprintAlgorithm algorithm, IReadOnlyCollection<ReadOnlyMemory<byte>> hashes) =>
        hashes.Count == 1
            ? hashes.First().ToArray()
            : algorithm.HashOf([.. Sorted(hashes).SelectMany(hash => hash.ToArray())]);

    /// <summary>Where the way up from the first list ends (RFC 4998, 4.3).</summary>
    public static byte[] RootOf(ImprintAlgorithm algorithm, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> reduced) =>
        reduced.Skip(1).Aggregate(Join(algorithm, reduced[0]), (below, list) => Join(algorithm, [.. list, below]));

    /// <summary>A single hash shares its list with its siblings, since they have the same parent.</summary>
    private static IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> Written(
        List<IReadOnlyList<ReadOnlyMemory<byte>>> way
    ) =>
        way switch
        {
            [{ Count: 1 }] => [],
            [{ Count: 1 } lone, var siblings, .. var above] => [Sorted([.. lone, .. siblings]), .. above],
            _ => way,
        };

    private static Node Parent(
        ImprintAlgorithm algorithm,
        Node left,
        Node right,
        List<List<IReadOnlyList<ReadOnlyMemory<byte>>>> ways
    )
    {
        foreach (var group in left.Groups)
            ways[group].Add([right.Hash]);
        foreach (var group in right.Groups)
            ways[group].Add([left.Hash]);
        return new(Join(algorithm, [left.Hash, right.Hash]), [.. left.Groups, .. right.Groups]);
    }

    private static List<ReadOnlyMemory<byte>> Sorted(IEnumerable<ReadOnlyMemory<byte>> hashes)
    {
        var sorted = hashes.ToList();
        sorted.Sort((one, other) => one.Span.SequenceCompareTo(other.Span));
        return sorted;
    }

    private sealed record Node(byte[] Hash, IReadOnlyList<int> Groups);
}
