using System.Formats.Asn1;
using System.Security.Cryptography;
using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Responders;

/// <summary>
/// An OCSPRequest for one certificate (RFC 6960, 4.1). It names the issuer by SHA-1, the one digest that every responder
/// knows. It has no nonce, since responders return answers signed in advance (RFC 5019); the answer states its own age.
/// </summary>
internal static class OcspQuery
{
    public const string MediaType = "application/ocsp-request";
    private const string Sha1 = "1.3.14.3.2.26";

    /// <returns>Null when the issuer's key cannot be read.</returns>
#pragma warning disable CA5350 // Names the issuer and protects nothing.
    public static byte[]? For(Certificate certificate, Certificate issuer)
    {
        if (ResponderId.KeyOctets(issuer) is not { } key)
            return null;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Sha1);
                writer.WriteNull();
            }
            writer.WriteOctetString(SHA1.HashData(certificate.Issuer.Encoded.Span));
            writer.WriteOctetString(SHA1.HashData(key.Span));
            writer.WriteInteger(certificate.SerialNumber);
        }
        return writer.Encode();
    }
#pragma warning restore CA5350
}
