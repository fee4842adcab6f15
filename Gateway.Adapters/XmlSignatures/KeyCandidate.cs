using System.Formats.Asn1;
using System.Numerics;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// A key that a signature's own KeyInfo puts forward (XMLDSig core 1.1, 4.5). It tells which key to look for, and never that
/// the key is to be trusted.
/// </summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="Certificate">X.509, DER, when it came as a certificate.</param>
public sealed record KeyCandidate(ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte>? Certificate)
{
    private const int Most = 64;

    /// <summary>It stands elsewhere in the document, where the KeyInfo points to.</summary>
    public bool IsRetrieved { get; private init; }

    /// <summary>In document order; what cannot be read is left out.</summary>
    public static IReadOnlyList<KeyCandidate> In(XmlSignature signature)
    {
        var candidates = new List<KeyCandidate>();
        foreach (var part in signature.KeyInfo?.Elements() ?? [])
        {
            candidates.AddRange(Of(part));
            if (candidates.Count < Most)
                candidates.AddRange(
                    KeyRetrieval.From(part, signature).Take(Most).Select(each => each with { IsRetrieved = true })
                );
            if (candidates.Count >= Most)
                break;
        }
        return candidates.Count <= Most ? candidates : candidates[..Most];
    }

    /// <summary>Those of one part of a KeyInfo.</summary>
    internal static IEnumerable<KeyCandidate> Of(Element part)
    {
        if (!part.Is("X509Data", XadesNames.Ds))
            return KeyIn(part) is { } key ? [new KeyCandidate(key, null)] : [];
        return part.Elements()
            .Where(e => e.Is("X509Certificate", XadesNames.Ds))
            .Select(Octets)
            .OfType<byte[]>()
            .Select(OfCertificate)
            .OfType<KeyCandidate>()
            .Take(Most);
    }

    internal static KeyCandidate? OfCertificate(byte[] der) =>
        PublicKeyInfo.InCertificate(der) is { } info ? new KeyCandidate(info.Encoded, der) : null;

    private static byte[]? KeyIn(Element part)
    {
        if (part.Is("DEREncodedKeyValue", XadesNames.Ds11))
            return Octets(part);
        if (!part.Is("KeyValue", XadesNames.Ds))
            return null;
        var value = part.Elements().FirstOrDefault();
        return value is { Tree: null } ? null : KeyOf(value);
    }

    internal static byte[]? KeyOf(Element value) =>
        value switch
        {
            _ when value.Is("RSAKeyValue", XadesNames.Ds) => RsaKey(value),
            _ when value.Is("DSAKeyValue", XadesNames.Ds) => DsaKey(value),
            _ when value.Is("ECKeyValue", XadesNames.Ds11) => EcKey(value),
            _ => null,
        };

    private static byte[]? RsaKey(Element value)
    {
        if (Number(value, "Modulus") is not { } modulus || Number(value, "Exponent") is not { } exponent)
            return null;
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(modulus);
            key.WriteInteger(exponent);
        }
        return Info("1.2.840.113549.1.1.1", writer => writer.WriteNull(), key.Encode());
    }

    private static byte[]? DsaKey(Element value)
    {
        if (
            Number(value, "P") is not { } p
            || Number(value, "Q") is not { } q
            || Number(value, "G") is not { } g
            || Number(value, "Y") is not { } y
        )
            return null;
        var key = new AsnWriter(AsnEncodingRules.DER);
        key.WriteInteger(y);
        return Info(
            "1.2.840.10040.4.1",
            writer =>
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(p);
                    writer.WriteInteger(q);
                    writer.WriteInteger(g);
                }
            },
            key.Encode()
        );
    }

    private static byte[]? EcKey(Element value)
    {
        var curve = value
            .Elements()
            .Where(e => e.Is("NamedCurve", XadesNames.Ds11))
            .Select(e => e.Attribute("URI"))
            .FirstOrDefault();
        var point = value.Elements().Where(e => e.Is("PublicKey", XadesNames.Ds11)).Select(Octets).FirstOrDefault();
        if (
            curve is null
            || point is null
            || !curve.StartsWith("urn:oid:", StringComparison.Ordinal)
            || PublicKeyInfo.CurveNamed(curve["urn:oid:".Length..]) is null
        )
            return null;
        return Info("1.2.840.10045.2.1", writer => writer.WriteObjectIdentifier(curve["urn:oid:".Length..]), point);
    }

    private static byte[] Info(string algorithm, Action<AsnWriter> parameters, byte[] key)
    {
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(algorithm);
                parameters(info);
            }
            info.WriteBitString(key);
        }
        return info.Encode();
    }

    private static BigInteger? Number(Element value, string name) =>
        value.Elements().Where(e => e.Is(name, XadesNames.Ds)).Select(Octets).FirstOrDefault() is { Length: > 0 } octets
            ? new BigInteger(octets, isUnsigned: true, isBigEndian: true)
            : null;

    private static byte[]? Octets(Element element) =>
        ElementShape.TryDecode(element.TextBytes(), out var octets) && octets.Length > 0 ? octets : null;
}
