using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>A TimeStampReq (RFC 3161, 2.4.1).</summary>
/// <param name="Algorithm">Null in a received query whose digest is not on the list.</param>
/// <param name="Nonce">Null when the requester wants none in the reply.</param>
/// <param name="HasExtensions">An authority that knows none must reject them.</param>
internal sealed record TimestampQuery(
    ImprintAlgorithm? Algorithm,
    ReadOnlyMemory<byte> Hash,
    BigInteger? Nonce,
    bool WantsCertificate,
    string? Policy = null,
    bool HasExtensions = false
)
{
    public const string MediaType = "application/timestamp-query";
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static TimestampQuery For(HashAlgorithmName name, ReadOnlyMemory<byte> hash)
    {
        if (ImprintAlgorithm.Named(name) is not { } algorithm)
            throw new ArgumentException($"{name.Name} is not a digest that is stamped.", nameof(name));
        if (hash.Length != algorithm.Length)
            throw new ArgumentException($"A digest by {name.Name} has {algorithm.Length} bytes.", nameof(hash));
        return new(
            algorithm,
            hash,
            new BigInteger(RandomNumberGenerator.GetBytes(16), isUnsigned: true),
            WantsCertificate: true
        );
    }

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            WriteImprint(writer);
            if (Policy is not null)
                writer.WriteObjectIdentifier(Policy);
            if (Nonce is { } nonce)
                writer.WriteInteger(nonce);
            if (WantsCertificate)
                writer.WriteBoolean(true);
        }
        return writer.Encode();
    }

    public void WriteImprint(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            Algorithm!.Write(writer);
            writer.WriteOctetString(Hash.Span);
        }
    }

    /// <exception cref="AsnContentException">It is not one in DER.</exception>
    public static TimestampQuery Decode(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var query = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (query.ReadInteger() != 1)
            throw new AsnContentException("A version that is not known.");
        var imprint = query.ReadSequence();
        var algorithm = ReadAlgorithm(imprint);
        var hash = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        var policy = Follows(query, Asn1Tag.ObjectIdentifier) ? query.ReadObjectIdentifier() : null;
        BigInteger? nonce = Follows(query, Asn1Tag.Integer) ? query.ReadInteger() : null;
        var wantsCertificate = Follows(query, Asn1Tag.Boolean) && query.ReadBoolean();
        var hasExtensions = Follows(query, Extensions);
        if (hasExtensions)
            query.ReadEncodedValue();
        query.ThrowIfNotEmpty();
        return new(algorithm, hash, nonce, wantsCertificate, policy, hasExtensions);
    }

    private static ImprintAlgorithm? ReadAlgorithm(AsnReader imprint)
    {
        var encoded = imprint.ReadEncodedValue();
        try
        {
            return ImprintAlgorithm.Read(new AsnReader(encoded, AsnEncodingRules.DER));
        }
        catch (AsnContentException)
        {
            return null; // Parameters of an algorithm that is not known.
        }
    }

    private static bool Follows(AsnReader reader, Asn1Tag tag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
