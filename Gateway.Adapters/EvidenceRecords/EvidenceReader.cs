using System.Formats.Asn1;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.EvidenceRecords;

/// <summary>Reads records in strict DER only.</summary>
internal static class EvidenceReader
{
    private static readonly Asn1Tag EncryptionInfo = new(TagClass.ContextSpecific, 1, isConstructed: true);

    public static EvidenceRecord? Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > EvidenceLimits.Bytes)
            return null;
        try
        {
            return Record(new AsnReader(der, AsnEncodingRules.DER));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static EvidenceRecord? Record(AsnReader outer)
    {
        var record = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (record.ReadInteger() != 1)
            return null;
        var declared = Many(record.ReadSequence(), EvidenceLimits.Chains, ImprintAlgorithm.Read);
        ReadOnlyMemory<byte>? infos = Follows(record, EvidenceRecord.CryptoInfosTag)
            ? Infos(record)
            : default(ReadOnlyMemory<byte>?);
        if (Follows(record, EncryptionInfo))
            return null;
        var chains = Many(record.ReadSequence(), EvidenceLimits.Chains, Chain);
        record.ThrowIfNotEmpty();
        // The list names every algorithm of the hash trees (RFC 4998, 3.1); a chain has one.
        return chains.All(chain =>
            chain.All(timestamp => timestamp.Algorithm == chain[0].Algorithm && declared.Contains(timestamp.Algorithm))
        )
            ? new EvidenceRecord(chains, infos)
            : null;
    }

    private static IReadOnlyList<ArchiveTimestamp> Chain(AsnReader reader) =>
        Many(reader.ReadSequence(), EvidenceLimits.TimestampsOfAChain, Timestamp);

    private static ArchiveTimestamp Timestamp(AsnReader chain)
    {
        var encoded = chain.PeekEncodedValue();
        var reader = chain.ReadSequence();
        ImprintAlgorithm? algorithm = null;
        if (Follows(reader, ArchiveTimestamp.AlgorithmTag))
            algorithm = Known(reader.ReadSequence(ArchiveTimestamp.AlgorithmTag));
        if (Follows(reader, ArchiveTimestamp.AttributesTag))
            _ = Many(
                reader.ReadSetOf(ArchiveTimestamp.AttributesTag),
                EvidenceLimits.Attributes,
                attribute => attribute.ReadEncodedValue()
            );
        IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> tree = Follows(reader, ArchiveTimestamp.TreeTag)
            ? Many(reader.ReadSequence(ArchiveTimestamp.TreeTag), EvidenceLimits.ListsOfATree, List)
            : [];
        var token = reader.ReadEncodedValue();
        reader.ThrowIfNotEmpty();
        // If no algorithm is named, the token's algorithm counts (RFC 4998, 4.1).
        algorithm ??= SoundToken.Read(token)?.Algorithm ?? throw new AsnContentException("No algorithm.");
        if (tree.Any(list => list.Any(hash => hash.Length != algorithm.Length)))
            throw new AsnContentException("A hash by another algorithm.");
        return new(algorithm, tree, token, encoded);
    }

    private static ImprintAlgorithm Known(AsnReader identifier)
    {
        var oid = identifier.ReadObjectIdentifier();
        if (identifier.HasData)
            identifier.ReadNull();
        identifier.ThrowIfNotEmpty();
        return ImprintAlgorithm.WithOid(oid) ?? throw new AsnContentException("An algorithm that is not on the list.");
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> List(AsnReader tree) =>
        Many<ReadOnlyMemory<byte>>(tree.ReadSequence(), EvidenceLimits.HashesOfAList, hash => hash.ReadOctetString());

    private static ReadOnlyMemory<byte> Infos(AsnReader record)
    {
        var encoded = record.PeekEncodedValue();
        _ = Many(
            record.ReadSequence(EvidenceRecord.CryptoInfosTag),
            EvidenceLimits.Attributes,
            attribute => attribute.ReadEncodedValue()
        );
        return encoded;
    }

    /// <summary>At least one, and no more than a limit.</summary>
    private static List<T> Many<T>(AsnReader reader, int most, Func<AsnReader, T> one)
    {
        var read = new List<T>();
        do
        {
            if (read.Count == most)
                throw new AsnContentException("More than anybody needs.");
            read.Add(one(reader));
        } while (reader.HasData);
        return read;
    }

    private static bool Follows(AsnReader reader, Asn1Tag tag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
