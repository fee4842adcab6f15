using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// Writes tokens: a TSTInfo (RFC 3161, 2.4.2) in CMS, signed with the certificate named in it (RFC 5035, 3).
/// </summary>
internal sealed class TokenWriter(X509Certificate2 certificate, string policy)
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>The digest algorithm of the token's signature. It is as strong as the key.</summary>
    private readonly ImprintAlgorithm _digest = ImprintAlgorithm.Named(
        certificate.GetECDsaPublicKey() is { } ecdsa
            ? ecdsa.KeySize switch
            {
                > 384 => HashAlgorithmName.SHA512,
                > 256 => HashAlgorithmName.SHA384,
                _ => HashAlgorithmName.SHA256,
            }
            : HashAlgorithmName.SHA256
    )!;

    public byte[] Write(TimestampQuery query, DateTimeOffset time)
    {
        var cms = new SignedCms(new ContentInfo(new Oid(TstInfo), Told(query, time)), detached: false);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid(_digest.Oid),
            IncludeOption = X509IncludeOption.None, // Building a chain would ask the machine.
        };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), NameOfCertificate()));
        if (query.WantsCertificate)
            signer.Certificates.Add(X509CertificateLoader.LoadCertificate(certificate.RawData));
        cms.ComputeSignature(signer, silent: true);
        return cms.Encode();
    }

    private byte[] Told(TimestampQuery query, DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier(policy);
            query.WriteImprint(writer);
            // Never the same twice, also after a crash.
            writer.WriteInteger(new BigInteger(RandomNumberGenerator.GetBytes(16), isUnsigned: true));
            writer.WriteGeneralizedTime(time.ToUniversalTime().AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond)));
            using (writer.PushSequence())
                writer.WriteInteger(1); // Accuracy in seconds.
            if (query.Nonce is { } nonce)
                writer.WriteInteger(nonce);
        }
        return writer.Encode();
    }

    /// <summary>
    /// An ESSCertIDv2 with the certificate's SHA-256, which is the default and so not named, issuer and serial number.
    /// </summary>
    private byte[] NameOfCertificate()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData(certificate.RawData));
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                using (writer.PushSequence(DirectoryName))
                    writer.WriteEncodedValue(certificate.IssuerName.RawData);
                writer.WriteInteger(certificate.SerialNumberBytes.Span);
            }
        }
        return writer.Encode();
    }
}
