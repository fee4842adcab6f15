using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>
/// Makes and renews records, many with one timestamp (RFC 4998, 4.2 and 5.2). It never accesses an original.
/// </summary>
/// <param name="certificates">From the authority to its anchor, DER: added to every token, since authorities send only their
/// own.</param>
/// <param name="lists">Revocation lists as they are now, DER: put into a token before it is renewed.</param>
public sealed class EvidenceMaker(
    ITimestampAuthority authority,
    IReadOnlyList<ReadOnlyMemory<byte>> certificates,
    IReadOnlyList<ReadOnlyMemory<byte>> lists
)
{
    /// <summary>
    /// A record for each original. A random hash is added to an original's own hashes, so that the hashes in the records of
    /// the others reveal nothing about it.
    /// </summary>
    /// <param name="originals">Digests by the algorithm, of at least one document each.</param>
    public async Task<EvidenceAnswer> TakeAsync(
        ImprintAlgorithm algorithm,
        IReadOnlyList<OriginalDigests> originals,
        CancellationToken cancellation
    ) =>
        await StampAsync(
            algorithm,
            [.. originals.Select(original => WithChance(algorithm, original.By(algorithm)))],
            (_, timestamp) =>
                new EvidenceRecord([
                    [timestamp],
                ]),
            cancellation
        );

    /// <summary>Adds a timestamp over the last one of each record, before its certificates expire.</summary>
    /// <param name="records">The last chains of all records must have the same algorithm.</param>
    public async Task<EvidenceAnswer> RenewTimestampsAsync(
        IReadOnlyList<EvidenceRecord> records,
        CancellationToken cancellation
    )
    {
        var algorithm = records[0].Last.Algorithm;
        var completed = records.Select(WithLists).ToList();
        return await StampAsync(
            algorithm,
            [.. completed.Select(record => (IReadOnlyList<ReadOnlyMemory<byte>>)[algorithm.HashOf(record.Last.Token.Span)])],
            (index, timestamp) => completed[index].With(timestamp),
            cancellation
        );
    }

    /// <summary>Adds a chain over the original and all earlier chains, before their digest algorithm becomes weak.</summary>
    /// <param name="originals">Digests by the new algorithm.</param>
    public async Task<EvidenceAnswer> RenewHashTreesAsync(
        ImprintAlgorithm algorithm,
        IReadOnlyList<(EvidenceRecord Record, OriginalDigests Original)> originals,
        CancellationToken cancellation
    )
    {
        var completed = originals.Select(one => (Record: WithLists(one.Record), one.Original)).ToList();
        return await StampAsync(
            algorithm,
            [
                .. completed.Select(one =>
                    WithChance(
                        algorithm,
                        [
                            .. one
                                .Original.By(algorithm)
                                .Select(hash =>
                                    (ReadOnlyMemory<byte>)one.Record.Leaf(one.Record.Chains.Count, algorithm, hash.Span)
                                ),
                        ]
                    )
                ),
            ],
            (index, timestamp) => completed[index].Record.WithChain(timestamp),
            cancellation
        );
    }

    private async Task<EvidenceAnswer> StampAsync(
        ImprintAlgorithm algorithm,
        IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> groups,
        Func<int, ArchiveTimestamp, EvidenceRecord> record,
        CancellationToken cancellation
    )
    {
        var tree = HashTree.Over(algorithm, groups);
        var answer = await authority.StampAsync(algorithm.Name, tree.Root, cancellation);
        if (answer is TimestampAnswer.Failed failed)
            return new EvidenceAnswer.Failed(failed.Failure, failed.Detail);
        var stamped = (TimestampAnswer.Stamped)answer;
        var token = TokenContents.Complete(stamped.Token, certificates, []);
        return new EvidenceAnswer.Made(
            [.. tree.Reduced.Select((reduced, index) => record(index, ArchiveTimestamp.Of(algorithm, reduced, token)))],
            stamped.Time
        );
    }

    private EvidenceRecord WithLists(EvidenceRecord record)
    {
        var last = record.Last;
        if (
            !ArchiveTimestamp
                .Of(last.Algorithm, last.ReducedHashTree, last.Token)
                .Encoded.Span.SequenceEqual(last.Encoded.Span)
        )
            return record; // Made elsewhere, with more in it.
        var token = TokenContents.Complete(last.Token, certificates, lists);
        var chain = record.Chains[^1];
        return record with
        {
            Chains =
            [
                .. record.Chains.SkipLast(1),
                [.. chain.SkipLast(1), ArchiveTimestamp.Of(last.Algorithm, last.ReducedHashTree, token)],
            ],
        };
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> WithChance(
        ImprintAlgorithm algorithm,
        IReadOnlyList<ReadOnlyMemory<byte>> hashes
    ) => [.. hashes, RandomNumberGenerator.GetBytes(algorithm.Length)];
}

/// <summary>The result of making records.</summary>
public abstract record EvidenceAnswer
{
    private EvidenceAnswer() { }

    /// <param name="Records">In the order of what they are of.</param>
    public sealed record Made(IReadOnlyList<EvidenceRecord> Records, DateTimeOffset Time) : EvidenceAnswer;

    public sealed record Failed(TimestampFailure Failure, string? Detail = null) : EvidenceAnswer;
}
