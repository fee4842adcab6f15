using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// A certificate as signed properties name it (ETSI EN 319 132-1, 5.2.2): by digest and, often, by issuer and serial number.
/// </summary>
/// <param name="Digest">Null when the algorithm is not on the list.</param>
/// <param name="Issuer">As text, of the older form.</param>
/// <param name="IssuerSerial">DER of IssuerSerial (RFC 5035), of the newer form.</param>
internal sealed record CertificateReference(
    DigestAlgorithm? Digest,
    ReadOnlyMemory<byte> DigestValue,
    string? Issuer,
    string? SerialNumber,
    ReadOnlyMemory<byte>? IssuerSerial
)
{
    private const int Most = 50;
    private const int LongestNumber = 100;

    /// <summary>Those of a SigningCertificate or SigningCertificateV2; what cannot be read is left out.</summary>
    public static IEnumerable<CertificateReference> In(Element property) =>
        property.Elements().Where(each => each.LocalName == "Cert").Take(Most).Select(Read).OfType<CertificateReference>();

    /// <summary>The certificate it names, of those; null when it is not there.</summary>
    public Certificate? In(CertificateIndex index) =>
        Digest is not null
        && index.Find(Digest, DigestValue.Span) is { } der
        && Certificate.TryRead(der, out var certificate, out _)
            ? certificate
            : null;

    public bool IsTo(Certificate certificate) =>
        Digest is not null && Digest.Of(certificate.Encoded.Span).AsSpan().SequenceEqual(DigestValue.Span);

    /// <summary>Null when issuer and serial number are not told.</summary>
    public bool? NamesIssuerOf(Certificate certificate)
    {
        if (IssuerSerial is { } der)
            return IsIssuerSerialOf(der, certificate);
        if (Issuer is null || SerialNumber is null)
            return null;
        return SerialNumber.Length <= LongestNumber
            && BigInteger.TryParse(SerialNumber, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var serial)
            && serial == certificate.SerialNumber
            && NameInText.IsOf(Issuer, certificate.Issuer);
    }

    private static CertificateReference? Read(Element cert)
    {
        Element? digest = null,
            issuer = null,
            serial = null,
            octets = null;
        foreach (var part in cert.Elements())
            switch (part.LocalName)
            {
                case "CertDigest":
                    digest = part;
                    break;
                case "IssuerSerialV2":
                    octets = part;
                    break;
                case "IssuerSerial":
                    foreach (var each in part.Elements())
                        if (each.LocalName == "X509IssuerName")
                            issuer = each;
                        else if (each.LocalName == "X509SerialNumber")
                            serial = each;
                    break;
            }
        if (digest is not { } found || found.Elements().Take(3).ToList() is not [var method, var value])
            return null;
        if (!ElementShape.TryDecode(value.TextBytes(), out var digestValue))
            return null;
        ReadOnlyMemory<byte>? issuerSerial = null;
        if (octets is { } encoded)
            issuerSerial = ElementShape.TryDecode(encoded.TextBytes(), out var der) ? der : ReadOnlyMemory<byte>.Empty;
        return new CertificateReference(
            DigestAlgorithm.Named(method.Attribute("Algorithm") ?? ""),
            digestValue,
            issuer?.Text,
            serial?.Text.Trim(),
            issuerSerial
        );
    }

    private static bool IsIssuerSerialOf(ReadOnlyMemory<byte> der, Certificate certificate)
    {
        try
        {
            var sequence = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            var names = GeneralName.ReadAll(sequence.ReadSequence());
            return sequence.ReadInteger() == certificate.SerialNumber
                && names.Exists(name =>
                    name.Directory is { } directory && directory.HasSameAttributesAs(certificate.Issuer)
                );
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
