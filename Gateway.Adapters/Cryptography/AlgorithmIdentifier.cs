using System.Formats.Asn1;

namespace Gateway.Adapters.Cryptography;

/// <summary>An algorithm as ASN.1 names it (RFC 5280, 4.1.1.2).</summary>
/// <param name="Parameters">As they are encoded; null when there are none.</param>
internal readonly record struct AlgorithmIdentifier(string Oid, ReadOnlyMemory<byte>? Parameters)
{
    /// <exception cref="AsnContentException">The data is not a valid AlgorithmIdentifier.</exception>
    public static AlgorithmIdentifier Read(AsnReader reader)
    {
        var algorithm = reader.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var parameters = algorithm.HasData ? algorithm.ReadEncodedValue() : (ReadOnlyMemory<byte>?)null;
        algorithm.ThrowIfNotEmpty();
        return new AlgorithmIdentifier(oid, parameters);
    }
}
