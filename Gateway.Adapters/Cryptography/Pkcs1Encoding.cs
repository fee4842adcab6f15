using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Gateway.Adapters.Cryptography;

/// <summary>
/// Values of RSASSA-PKCS1-v1_5 compared octet by octet with the expected result of decryption (RFC 8017, 8.2.2 and 9.2), so
/// that nothing is parsed and no trailing data is accepted. Some cards leave out the NULL of the algorithm in DigestInfo:
/// that is a second encoding, and no other is accepted.
/// </summary>
internal static class Pkcs1Encoding
{
    private static readonly Dictionary<string, string> Identifiers = new()
    {
        ["MD5"] = "1.2.840.113549.2.5",
        ["SHA1"] = "1.3.14.3.2.26",
        ["RIPEMD160"] = "1.3.36.3.2.1",
        ["SHA224"] = "2.16.840.1.101.3.4.2.4",
        ["SHA256"] = "2.16.840.1.101.3.4.2.1",
        ["SHA384"] = "2.16.840.1.101.3.4.2.2",
        ["SHA512"] = "2.16.840.1.101.3.4.2.3",
    };

    public static bool IsOf(
        RSAParameters key,
        DigestAlgorithm algorithm,
        ReadOnlySpan<byte> signed,
        ReadOnlySpan<byte> value,
        bool withNull
    )
    {
        var modulus = Number(key.Modulus);
        var number = Number(value);
        if (
            value.Length != key.Modulus!.Length
            || number >= modulus
            || Encode(algorithm, signed, value.Length, withNull) is not { } expected
        )
            return false;
        var decrypted = BigInteger
            .ModPow(number, Number(key.Exponent), modulus)
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        var found = new byte[value.Length];
        decrypted.CopyTo(found, found.Length - decrypted.Length);
        return CryptographicOperations.FixedTimeEquals(found, expected);
    }

    /// <summary>Null when the key is too short for the digest.</summary>
    private static byte[]? Encode(DigestAlgorithm algorithm, ReadOnlySpan<byte> signed, int length, bool withNull)
    {
        if (!Identifiers.TryGetValue(algorithm.Name, out var identifier))
            return null;
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(identifier);
                if (withNull)
                    info.WriteNull();
            }
            info.WriteOctetString(algorithm.Of(signed));
        }
        var encoded = info.Encode();
        if (length < encoded.Length + 11)
            return null;
        var padded = new byte[length];
        padded.AsSpan().Fill(0xFF);
        (padded[0], padded[1], padded[length - encoded.Length - 1]) = (0, 1, 0);
        encoded.CopyTo(padded, length - encoded.Length);
        return padded;
    }

    private static BigInteger Number(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true, isBigEndian: true);
}
