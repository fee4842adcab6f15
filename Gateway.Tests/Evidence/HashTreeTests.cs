using System.Security.Cryptography;
using Gateway.Adapters.EvidenceRecords;

namespace Gateway.Tests.Evidence;

/// <summary>The trees of RFC 4998, 4.2, against digests put together by hand.</summary>
public sealed class HashTreeTests
{
    private static readonly byte[] A = Hash(1),
        B = Hash(2),
        C = Hash(3),
        D = Hash(4),
        E = Hash(5);

    [Fact]
    public void One_hash_is_stamped_as_it_is()
    {
        var tree = HashTree.Over(
            Archive.Sha256,
            [
                [A],
            ]
        );
        tree.Root.ShouldBe(A);
        tree.Reduced[0].ShouldBeEmpty();
    }

    [Fact]
    public void Hashes_of_one_father_are_joined_in_binary_order()
    {
        var tree = HashTree.Over(
            Archive.Sha256,
            [
                [A],
                [B],
            ]
        );
        tree.Root.ShouldBe(Joined(A, B));
        Text(tree.Reduced[0]).ShouldBe(Text([Sorted(A, B)]));
        Text(tree.Reduced[1]).ShouldBe(Text([Sorted(A, B)]));
    }

    [Fact]
    public void A_group_is_one_leaf_and_its_hashes_the_first_list()
    {
        var tree = HashTree.Over(
            Archive.Sha256,
            [
                [A],
                [B, C, D],
                [E],
            ]
        );
        var group = Joined(B, C, D);
        tree.Root.ShouldBe(Joined(Joined(A, group), E));
        Text(tree.Reduced[0]).ShouldBe(Text([Sorted(A, group), [E]]));
        Text(tree.Reduced[1]).ShouldBe(Text([Sorted(B, C, D), [A], [E]]));
        Text(tree.Reduced[2]).ShouldBe(Text([Sorted(E, Joined(A, group))]));
    }

    [Fact]
    public void Every_way_up_ends_at_the_root()
    {
        for (var count = 1; count < 40; count++)
        {
            var groups = Enumerable
                .Range(0, count)
                .Select(number =>
                    (IReadOnlyList<ReadOnlyMemory<byte>>)
                        [
                            .. Enumerable
                                .Range(0, 1 + number % 3)
                                .Select(member => (ReadOnlyMemory<byte>)Hash(100 * number + member)),
                        ]
                )
                .ToList();
            var tree = HashTree.Over(Archive.Sha256, groups);
            foreach (var reduced in tree.Reduced.Where(reduced => reduced.Count > 0))
                HashTree.RootOf(Archive.Sha256, reduced).ShouldBe(tree.Root);
            tree.Reduced.Max(reduced => reduced.Count).ShouldBeLessThanOrEqualTo(8);
        }
    }

    private static byte[] Hash(int number) => SHA256.HashData(BitConverter.GetBytes(number));

    private static IReadOnlyList<ReadOnlyMemory<byte>> Sorted(params byte[][] hashes) =>
        [.. hashes.OrderBy(Convert.ToHexString, StringComparer.Ordinal).Select(hash => (ReadOnlyMemory<byte>)hash)];

    private static byte[] Joined(params byte[][] hashes) =>
        SHA256.HashData([.. hashes.OrderBy(Convert.ToHexString, StringComparer.Ordinal).SelectMany(hash => hash)]);

    private static string Text(IEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> lists) =>
        string.Join(" | ", lists.Select(list => string.Join(" ", list.Select(hash => Convert.ToHexString(hash.Span)))));
}
