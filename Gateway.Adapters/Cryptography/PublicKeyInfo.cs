using System.Formats.Asn1;

namespace Gateway.Adapters.Cryptography;

public enum PublicKeyKind
{
    Rsa,
    Ecdsa,
    Dsa,
    Ed25519,
    Ed448,
}

/// <summary>A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) taken apart.</summary>
/// <param name="Curve">The name of an elliptic curve, e.g. <c>P-256</c>, <c>brainpoolP256r1</c>; null for other
/// keys.</param>
/// <param name="Encoded">All of it, as it was encoded.</param>
/// <param name="Key">What its bit string holds.</param>
public sealed record PublicKeyInfo(PublicKeyKind Kind, string? Curve, ReadOnlyMemory<byte> Encoded, ReadOnlyMemory<byte> Key)
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string Dsa = "1.2.840.10040.4.1";
    private const string Ed25519 = "1.3.101.112";
    private const string Ed448 = "1.3.101.113";

    private static readonly Dictionary<string, string> Curves = new()
    {
        ["1.2.840.10045.3.1.1"] = "P-192",
        ["1.3.132.0.33"] = "P-224",
        ["1.2.840.10045.3.1.7"] = "P-256",
        ["1.3.132.0.34"] = "P-384",
        ["1.3.132.0.35"] = "P-521",
        ["1.3.132.0.10"] = "secp256k1",
        ["1.3.36.3.3.2.8.1.1.5"] = "brainpoolP224r1",
        ["1.3.36.3.3.2.8.1.1.7"] = "brainpoolP256r1",
        ["1.3.36.3.3.2.8.1.1.9"] = "brainpoolP320r1",
        ["1.3.36.3.3.2.8.1.1.11"] = "brainpoolP384r1",
        ["1.3.36.3.3.2.8.1.1.13"] = "brainpoolP512r1",
    };

    /// <summary>
    /// The name by which a curve's object identifier is known here; null for a curve that is not on the list.
    /// </summary>
    public static string? CurveNamed(string oid) => Curves.GetValueOrDefault(oid);

    public static PublicKeyInfo? Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.BER);
            var encoded = outer.PeekEncodedValue();
            var info = outer.ReadSequence();
            var algorithm = info.ReadSequence();
            var key = info.ReadBitString(out _);
            return algorithm.ReadObjectIdentifier() switch
            {
                Rsa or RsaPss => new PublicKeyInfo(PublicKeyKind.Rsa, null, encoded, key),
                EllipticCurve
                    when algorithm.PeekTag() == Asn1Tag.ObjectIdentifier
                        && CurveNamed(algorithm.ReadObjectIdentifier()) is { } curve => new PublicKeyInfo(
                    PublicKeyKind.Ecdsa,
                    curve,
                    encoded,
                    key
                ),
                Dsa => new PublicKeyInfo(PublicKeyKind.Dsa, null, encoded, key),
                Ed25519 => new PublicKeyInfo(PublicKeyKind.Ed25519, null, encoded, key),
                Ed448 => new PublicKeyInfo(PublicKeyKind.Ed448, null, encoded, key),
                _ => null,
            };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The key of an X.509 certificate (RFC 5280, 4.1); null when the data is no certificate.</summary>
    public static PublicKeyInfo? InCertificate(ReadOnlyMemory<byte> der)
    {
        try
        {
            var certificate = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (certificate.PeekTag() == new Asn1Tag(TagClass.ContextSpecific, 0, true))
                certificate.ReadEncodedValue();
            for (var before = 0; before < 5; before++)
                certificate.ReadEncodedValue(); // serial, algorithm, issuer, validity, subject
            return Read(certificate.ReadEncodedValue());
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
