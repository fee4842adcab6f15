using System.Formats.Asn1;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>
/// An EvidenceRecord (RFC 4998, 3.1): proof, stored beside an original, that it existed. Within a chain every timestamp
/// covers the previous one; every chain covers the original again and all earlier chains.
/// </summary>
/// <param name="Chains">At least one, none empty, in the order of time.</param>
/// <param name="CryptoInfos">As encoded; no hash covers them, so they are not relied on. Null when there are none.</param>
public sealed record EvidenceRecord(
    IReadOnlyList<IReadOnlyList<ArchiveTimestamp>> Chains,
    ReadOnlyMemory<byte>? CryptoInfos = null
)
{
    internal static readonly Asn1Tag CryptoInfosTag = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>What the hash trees are made with, a chain each.</summary>
    public IEnumerable<ImprintAlgorithm> Algorithms => Chains.Select(chain => chain[0].Algorithm).Distinct();

    /// <summary>The youngest timestamp: the one that must be valid today.</summary>
    public ArchiveTimestamp Last => Chains[^1][^1];

    /// <returns>Null when it is no record in DER, exceeds the limits, or is for encrypted data.</returns>
    public static EvidenceRecord? Read(ReadOnlyMemory<byte> der) => EvidenceReader.Read(der);

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
                foreach (var algorithm in Algorithms)
                    algorithm.Write(writer);
            if (CryptoInfos is { } infos)
                writer.WriteEncodedValue(infos.Span);
            writer.WriteEncodedValue(Sequence(Chains));
        }
        return writer.Encode();
    }

    /// <summary>A further timestamp of the last chain.</summary>
    internal EvidenceRecord With(ArchiveTimestamp timestamp) =>
        this with
        {
            Chains = [.. Chains.SkipLast(1), [.. Chains[^1], timestamp]],
        };

    /// <summary>A further chain.</summary>
    internal EvidenceRecord WithChain(ArchiveTimestamp timestamp) => this with { Chains = [.. Chains, [timestamp]] };

    /// <summary>
    /// The hash that represents an original's document in the first list of a chain: in the first chain its own hash, in
    /// later chains the hash of that hash followed by the hash of all earlier chains, not sorted (RFC 4998, 5.2, step 4).
    /// </summary>
    /// <param name="chain">Counted from 0; may be the next chain to add.</param>
    internal byte[] Leaf(int chain, ImprintAlgorithm algorithm, ReadOnlySpan<byte> hash) =>
        chain == 0 ? hash.ToArray() : algorithm.HashOf([.. hash, .. algorithm.HashOf(Sequence(Chains.Take(chain)))]);

    /// <summary>An ArchiveTimeStampSequence.</summary>
    private static byte[] Sequence(IEnumerable<IReadOnlyList<ArchiveTimestamp>> chains)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            foreach (var chain in chains)
                using (writer.PushSequence())
                    foreach (var timestamp in chain)
                        writer.WriteEncodedValue(timestamp.Encoded.Span);
        return writer.Encode();
    }
}
