using System.Formats.Asn1;
using System.Numerics;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// What certificates, revocation lists and OCSP responses have in common (X.509, SIGNED): octets, a method, a value.
/// </summary>
/// <param name="Algorithm">Null when the method is not on the list: then nothing verifies.</param>
/// <param name="AlgorithmOctets">The method as it was encoded.</param>
public sealed record SignedStructure(
    ReadOnlyMemory<byte> Octets,
    SignatureAlgorithm? Algorithm,
    ReadOnlyMemory<byte> AlgorithmOctets,
    ReadOnlyMemory<byte> Value
)
{
    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    internal static SignedStructure Read(AsnReader sequence)
    {
        var octets = sequence.ReadEncodedValue();
        var method = sequence.PeekEncodedValue();
        var algorithm = CmsAlgorithms.Signature(AlgorithmIdentifier.Read(sequence), null);
        var value = sequence.ReadBitString(out var unused);
        if (unused != 0)
            throw new AsnContentException("A signature value is whole bytes.");
        return new SignedStructure(octets, algorithm, method, value);
    }

    public bool IsSignedWith(VerificationKey key)
    {
        if (Algorithm is null)
            return false;
        var value = Algorithm.Scheme is SignatureScheme.Ecdsa or SignatureScheme.Dsa ? SideBySide(Value) : Value.ToArray();
        return value is not null && key.Verify(Algorithm, Octets.Span, value) == ValueOutcome.Valid;
    }

    /// <summary>
    /// The two numbers of ECDSA and DSA, which X.509 writes as a sequence (RFC 3279, 2.2.2); null when they are none.
    /// </summary>
    internal static byte[]? SideBySide(ReadOnlyMemory<byte> sequence)
    {
        try
        {
            var numbers = new AsnReader(sequence, AsnEncodingRules.BER).ReadSequence();
            var (r, s) = (numbers.ReadInteger(), numbers.ReadInteger());
            if (r.Sign <= 0 || s.Sign <= 0)
                return null;
            var size = Math.Max(r.GetByteCount(isUnsigned: true), s.GetByteCount(isUnsigned: true));
            var fields = new byte[2 * size];
            Put(r, fields.AsSpan(0, size));
            Put(s, fields.AsSpan(size));
            return fields;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static void Put(BigInteger number, Span<byte> field) =>
        number.TryWriteBytes(field[^number.GetByteCount(isUnsigned: true)..], out _, isUnsigned: true, isBigEndian: true);
}
