using System.Formats.Asn1;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>An ArchiveTimeStamp (RFC 4998, 4.1).</summary>
/// <param name="Algorithm">The algorithm of the hash tree; the token's imprint was made with the same.</param>
/// <param name="ReducedHashTree">Lists of hashes, from the stamped data up; empty where the token is over the one hash
/// itself.</param>
/// <param name="Token">DER of the TimeStampToken: what a renewal hashes.</param>
/// <param name="Encoded">All of it, as it is in the record.</param>
public sealed record ArchiveTimestamp(
    ImprintAlgorithm Algorithm,
    IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> ReducedHashTree,
    ReadOnlyMemory<byte> Token,
    ReadOnlyMemory<byte> Encoded
)
{
    internal static readonly Asn1Tag AlgorithmTag = new(TagClass.ContextSpecific, 0, isConstructed: true);
    internal static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 1, isConstructed: true);
    internal static readonly Asn1Tag TreeTag = new(TagClass.ContextSpecific, 2, isConstructed: true);

    internal static ArchiveTimestamp Of(
        ImprintAlgorithm algorithm,
        IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> tree,
        ReadOnlyMemory<byte> token
    )
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(AlgorithmTag))
                writer.WriteObjectIdentifier(algorithm.Oid);
            if (tree.Count > 0)
                using (writer.PushSequence(TreeTag))
                    foreach (var list in tree)
                        using (writer.PushSequence())
                            foreach (var hash in list)
                                writer.WriteOctetString(hash.Span);
            writer.WriteEncodedValue(token.Span);
        }
        return new(algorithm, tree, token, writer.Encode());
    }
}
