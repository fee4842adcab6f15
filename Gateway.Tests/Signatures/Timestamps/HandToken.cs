using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Tests.Certificates;

namespace Gateway.Tests.Signatures.Timestamps;

/// <summary>A token (RFC 3161) put together by hand, sound until something is changed.</summary>
public sealed record HandToken(Holder Authority)
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string Sha256Oid = "2.16.840.1.101.3.4.2.1";
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0, true);

    public int Version { get; init; } = 1;
    public string ContentType { get; init; } = TstInfo;
    public string? SignedContentType { get; init; } = TstInfo;

    /// <summary>Of the content, once for each attribute; null for the right one.</summary>
    public byte[]?[] Digests { get; init; } = [null];

    public bool HasTwoValues { get; init; }

    /// <summary>
    /// Whom the signer says it is: by SHA-1 in the first version of the attribute, by SHA-256 in the second.
    /// </summary>
    public Holder[] First { get; init; } = [];
    public Holder[] Second { get; init; } = [Authority];

    public Action<AsnWriter> Accuracy { get; init; } = _ => { };
    public byte[] AfterInfo { get; init; } = [];
    public byte[] AfterAll { get; init; } = [];
    public int Signers { get; init; } = 1;
    public bool SignsAttributes { get; init; } = true;
    public Func<byte[], byte[]> Value { get; init; } = value => value;

    public byte[] Encode()
    {
        byte[] info = [.. Info(), .. AfterInfo];
        var token = new AsnWriter(AsnEncodingRules.DER);
        using (token.PushSequence())
        {
            token.WriteObjectIdentifier("1.2.840.113549.1.7.2");
            using (token.PushSequence(Tag0))
            using (token.PushSequence())
            {
                token.WriteInteger(3);
                using (token.PushSetOf())
                    Algorithm(token, Sha256Oid);
                using (token.PushSequence())
                {
                    token.WriteObjectIdentifier(ContentType);
                    using (token.PushSequence(Tag0))
                        token.WriteOctetString(info);
                }
                using (token.PushSetOf(Tag0))
                    token.WriteEncodedValue(Authority.Certificate.Encoded.Span);
                using (token.PushSetOf())
                    for (var i = 0; i < Signers; i++)
                        token.WriteEncodedValue(Signer(info));
            }
        }
        return [.. token.Encode(), .. AfterAll];
    }

    private byte[] Info()
    {
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteInteger(Version);
            info.WriteObjectIdentifier("1.2.3");
            using (info.PushSequence())
            {
                Algorithm(info, Sha256Oid);
                info.WriteOctetString(new byte[32]);
            }
            info.WriteInteger(1);
            info.WriteGeneralizedTime(TestKeys.Noon);
            Accuracy(info);
        }
        return info.Encode();
    }

    private byte[] Signer(byte[] info)
    {
        var attributes = new AsnWriter(AsnEncodingRules.DER);
        using (attributes.PushSetOf())
        {
            if (SignedContentType is { } type)
                Attribute(attributes, "1.2.840.113549.1.9.3", value => value.WriteObjectIdentifier(type));
            foreach (var digest in Digests)
                Attribute(
                    attributes,
                    "1.2.840.113549.1.9.4",
                    value => value.WriteOctetString(digest ?? SHA256.HashData(info)),
                    HasTwoValues
                );
#pragma warning disable CA5350 // The first version of the attribute has no other.
            foreach (var named in First)
                Attribute(
                    attributes,
                    "1.2.840.113549.1.9.16.2.12",
                    value => Named(value, SHA1.HashData(named.Certificate.Encoded.Span))
                );
#pragma warning restore CA5350
            foreach (var named in Second)
                Attribute(
                    attributes,
                    "1.2.840.113549.1.9.16.2.47",
                    value => Named(value, SHA256.HashData(named.Certificate.Encoded.Span))
                );
        }
        var signed = attributes.Encode();
        using var certificate = Authority.WithKey();
        using var key = certificate.GetECDsaPrivateKey()!;
        var signer = new AsnWriter(AsnEncodingRules.DER);
        using (signer.PushSequence())
        {
            signer.WriteInteger(1);
            using (signer.PushSequence())
            {
                signer.WriteEncodedValue(Authority.Certificate.Issuer.Encoded.Span);
                signer.WriteInteger(Authority.Certificate.SerialNumber);
            }
            Algorithm(signer, Sha256Oid);
            if (SignsAttributes)
                signer.WriteEncodedValue([0xA0, .. signed[1..]]);
            Algorithm(signer, "1.2.840.10045.4.3.2");
            signer.WriteOctetString(
                Value(
                    key.SignData(
                        SignsAttributes ? signed : info,
                        HashAlgorithmName.SHA256,
                        DSASignatureFormat.Rfc3279DerSequence
                    )
                )
            );
        }
        return signer.Encode();
    }

    private static void Attribute(AsnWriter attributes, string type, Action<AsnWriter> value, bool isThereTwice = false)
    {
        using (attributes.PushSequence())
        {
            attributes.WriteObjectIdentifier(type);
            using (attributes.PushSetOf())
            {
                value(attributes);
                if (isThereTwice)
                    value(attributes);
            }
        }
    }

    private static void Named(AsnWriter attribute, byte[] digest)
    {
        using (attribute.PushSequence())
        using (attribute.PushSequence())
        using (attribute.PushSequence())
            attribute.WriteOctetString(digest);
    }

    private static void Algorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(oid);
    }
}
