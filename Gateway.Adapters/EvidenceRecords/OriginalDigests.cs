using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>
/// The digests of an original, its document and its attachments, by one or more algorithms.
/// </summary>
public sealed class OriginalDigests
{
    private readonly Dictionary<ImprintAlgorithm, IReadOnlyList<ReadOnlyMemory<byte>>> _all;

    private OriginalDigests(Dictionary<ImprintAlgorithm, IReadOnlyList<ReadOnlyMemory<byte>>> all) => _all = all;

    /// <summary>
    /// The digest of each document, in the order they were given; empty for an algorithm that was not asked for.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> By(ImprintAlgorithm algorithm) => _all.GetValueOrDefault(algorithm) ?? [];

    public static OriginalDigests Of(
        IEnumerable<ImprintAlgorithm> algorithms,
        params IReadOnlyList<ReadOnlyMemory<byte>> documents
    ) =>
        new(
            algorithms
                .Distinct()
                .ToDictionary(
                    algorithm => algorithm,
                    algorithm =>
                        (IReadOnlyList<ReadOnlyMemory<byte>>)
                            [.. documents.Select(document => (ReadOnlyMemory<byte>)algorithm.HashOf(document.Span))]
                )
        );

    /// <summary>Reads every document once, regardless of its length.</summary>
    /// <param name="open">One function for each document.</param>
    public static async Task<OriginalDigests> OfAsync(
        IEnumerable<ImprintAlgorithm> algorithms,
        IEnumerable<Func<CancellationToken, Task<Stream>>> open,
        CancellationToken cancellation
    )
    {
        var all = algorithms.Distinct().ToDictionary(algorithm => algorithm, _ => new List<ReadOnlyMemory<byte>>());
        var buffer = new byte[64 * 1024];
        foreach (var document in open)
        {
            var running = all.Keys.ToDictionary(
                algorithm => algorithm,
                algorithm => IncrementalHash.CreateHash(algorithm.Name)
            );
            try
            {
                await using var stream = await document(cancellation);
                int count;
                while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
                    foreach (var hash in running.Values)
                        hash.AppendData(buffer, 0, count);
                foreach (var (algorithm, hash) in running)
                    all[algorithm].Add(hash.GetHashAndReset());
            }
            finally
            {
                foreach (var hash in running.Values)
                    hash.Dispose();
            }
        }
        return new(all.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<ReadOnlyMemory<byte>>)pair.Value));
    }
}
