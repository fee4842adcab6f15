using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>
/// Verifies a record against an original (RFC 4998, 4.3 and 5.3), using only its input. Each timestamp must have been valid
/// when the next was made, and the last one must be valid now. A timestamp that many records share is verified once: use one
/// check per sweep and thread.
/// </summary>
public sealed class EvidenceCheck(ITokenTrust trust, DigestExpiryDates sunsets)
{
    private readonly Dictionary<string, SoundToken?> _tokens = [];
    private readonly Dictionary<SoundToken, (DateTimeOffset At, TokenTrust Trust)> _judged = new(
        ReferenceEqualityComparer.Instance
    );

    /// <param name="original">Digests by every algorithm of <see cref="EvidenceRecord.Algorithms"/>.</param>
    public EvidenceVerdict Of(EvidenceRecord record, OriginalDigests original, DateTimeOffset now)
    {
        var timestamps = record
            .Chains.SelectMany((chain, number) => chain.Select((timestamp, place) => (timestamp, number, place)))
            .ToList();
        var times = new List<DateTimeOffset>();
        var tokens = new List<SoundToken>();
        for (var index = 0; index < timestamps.Count; index++)
        {
            var (timestamp, chain, place) = timestamps[index];
            if (Read(timestamp.Token) is not { } token)
                return Failed(EvidenceFlaw.UnsoundToken, index);
            if (token.Time > now || (index > 0 && token.Time < times[^1]))
                return Failed(EvidenceFlaw.OutOfOrder, index);
            IReadOnlyList<byte[]> covered =
                place > 0
                    ? [timestamp.Algorithm.HashOf(timestamps[index - 1].timestamp.Token.Span)]
                    :
                    [
                        .. original
                            .By(timestamp.Algorithm)
                            .Select(digest => record.Leaf(chain, timestamp.Algorithm, digest.Span)),
                    ];
            if (FlawOf(timestamp, token, covered, place > 0 ? EvidenceFlaw.BrokenChain : EvidenceFlaw.NotOfThis) is { } flaw)
                return Failed(flaw, index);
            tokens.Add(token);
            times.Add(token.Time);
        }
        return Judge(record, original, timestamps.Select(one => (one.number, one.place)).ToList(), tokens, now);
    }

    private static EvidenceFlaw? FlawOf(
        ArchiveTimestamp timestamp,
        SoundToken token,
        IReadOnlyList<byte[]> covered,
        EvidenceFlaw uncovered
    )
    {
        if (token.Algorithm != timestamp.Algorithm)
            return EvidenceFlaw.BrokenTree;
        var tree = timestamp.ReducedHashTree;
        IReadOnlyList<ReadOnlyMemory<byte>> first = tree is [var list, ..] ? list : [token.Hash];
        if (covered.Count == 0 || !covered.All(hash => first.Any(one => one.Span.SequenceEqual(hash))))
            return uncovered;
        return tree.Count > 0 && !token.Hash.Span.SequenceEqual(HashTree.RootOf(timestamp.Algorithm, tree))
            ? EvidenceFlaw.BrokenTree
            : null;
    }

    private EvidenceVerdict Judge(
        EvidenceRecord record,
        OriginalDigests original,
        List<(int Chain, int Place)> places,
        List<SoundToken> tokens,
        DateTimeOffset now
    )
    {
        var until = DateTimeOffset.MaxValue;
        for (var index = 0; index < tokens.Count; index++)
        {
            var judged = Judge(tokens[index], index + 1 < tokens.Count ? tokens[index + 1].Time : now);
            if (judged.Flaw is { } flaw)
                return Failed(EvidenceFlaw.UntrustedToken, index) with { TokenFlaw = flaw };
            until = judged.Until;
        }
        var proofs = new List<ProofOfExistence>();
        for (var chain = 0; chain < record.Chains.Count; chain++)
        {
            var (algorithm, first) = (record.Chains[chain][0].Algorithm, tokens[places.IndexOf((chain, 0))]);
            var renewed = chain + 1 < record.Chains.Count ? tokens[places.IndexOf((chain + 1, 0))].Time : now;
            if (sunsets.Of(algorithm) <= renewed)
                return Failed(EvidenceFlaw.WeakAlgorithm, places.IndexOf((chain, 0)));
            proofs.AddRange(original.By(algorithm).Select(digest => new ProofOfExistence(algorithm, digest, first.Time)));
        }
        var sunset = sunsets.Of(record.Last.Algorithm);
        return new(null, null, proofs, until < sunset ? until : sunset);
    }

    private SoundToken? Read(ReadOnlyMemory<byte> token)
    {
        var key = Convert.ToHexString(SHA256.HashData(token.Span));
        return _tokens.TryGetValue(key, out var known) ? known : _tokens[key] = SoundToken.Read(token);
    }

    private TokenTrust Judge(SoundToken token, DateTimeOffset at)
    {
        if (!_judged.TryGetValue(token, out var known) || known.At != at)
            _judged[token] = known = (at, trust.Judge(token, at));
        return known.Trust;
    }

    private static EvidenceVerdict Failed(EvidenceFlaw flaw, int token) => new(flaw, token, [], null);
}
