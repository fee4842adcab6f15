using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>The digests that are stamped: SHA-2 and SHA-3 of at least 256 bits, by name and object identifier.</summary>
/// <param name="Length">The length of a digest, in bytes.</param>
public sealed record ImprintAlgorithm(HashAlgorithmName Name, string Oid, int Length)
{
    private static readonly ImprintAlgorithm[] All =
    [
        new(HashAlgorithmName.SHA256, "2.16.840.1.101.3.4.2.1", 32),
        new(HashAlgorithmName.SHA384, "2.16.840.1.101.3.4.2.2", 48),
        new(HashAlgorithmName.SHA512, "2.16.840.1.101.3.4.2.3", 64),
        new(HashAlgorithmName.SHA3_256, "2.16.840.1.101.3.4.2.8", 32),
        new(HashAlgorithmName.SHA3_384, "2.16.840.1.101.3.4.2.9", 48),
        new(HashAlgorithmName.SHA3_512, "2.16.840.1.101.3.4.2.10", 64),
    ];

    /// <summary>Null when the algorithm is not on the list.</summary>
    public static ImprintAlgorithm? Named(HashAlgorithmName name) => Array.Find(All, one => one.Name == name);

    /// <summary>Null when the algorithm is not on the list.</summary>
    public static ImprintAlgorithm? WithOid(string oid) => Array.Find(All, one => one.Oid == oid);

    public byte[] HashOf(ReadOnlySpan<byte> octets) => CryptographicOperations.HashData(Name, octets);

    /// <summary>Writes an AlgorithmIdentifier without parameters (RFC 5754, 2).</summary>
    internal void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(Oid);
    }

    /// <summary>
    /// Reads an AlgorithmIdentifier; parameters are absent or NULL. Null when the algorithm is not on the list.
    /// </summary>
    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    internal static ImprintAlgorithm? Read(AsnReader reader)
    {
        var identifier = reader.ReadSequence();
        var oid = identifier.ReadObjectIdentifier();
        if (identifier.HasData)
            identifier.ReadNull();
        identifier.ThrowIfNotEmpty();
        return WithOid(oid);
    }
}
