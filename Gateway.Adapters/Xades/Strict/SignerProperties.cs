using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>The signed properties that describe the signature itself.</summary>
/// <param name="HasDataObjectFormat">Whether the media type of all signed data is stated, as BASELINE-B requires.</param>
internal sealed record SignerProperties(
    DateTimeOffset SigningTime,
    DigestAlgorithm Digest,
    byte[] CertificateDigest,
    bool HasDataObjectFormat
)
{
    public static SignerProperties Read(Element signedProperties, IReadOnlyList<string?> dataReferences)
    {
        signedProperties.AllowAttributes("Id");
        var ofSignature = signedProperties.One("SignedSignatureProperties", XadesNames.Namespace);
        var ofData = signedProperties.Children().FindAll(e => e.Is("SignedDataObjectProperties", XadesNames.Namespace));
        if (signedProperties.Children().Count != 1 + ofData.Count || ofData.Count > 1)
            throw SignatureRejected.Format("SignedProperties holds something else.");
        var digest = CertificateIn(ofSignature);
        digest[0].AllowAttributes("Algorithm");
        StrictAlgorithms.RequireDigest(digest[0].Algorithm());
        return new SignerProperties(
            Time(ofSignature.One("SigningTime", XadesNames.Namespace)),
            DigestAlgorithm.Named(digest[0].Algorithm())!,
            StrictShape.Base64(digest[1]),
            AreAllStated(ofData.SelectMany(e => e.Children()), dataReferences)
        );
    }

    public bool Identify(byte[] certificate) =>
        CryptographicOperations.FixedTimeEquals(Digest.Of(certificate), CertificateDigest);

    /// <summary>
    /// Reads the digest of the first certificate named, which is the signer's. Further certificates are those of its
    /// issuers.
    /// </summary>
    private static List<Element> CertificateIn(Element ofSignature)
    {
        var named = ofSignature
            .Children()
            .FindAll(e =>
                e.Is("SigningCertificateV2", XadesNames.Namespace) || e.Is("SigningCertificate", XadesNames.Namespace)
            );
        if (named.Count != 1 || named[0].Children() is not [var first, ..] || !first.Is("Cert", XadesNames.Namespace))
            throw SignatureRejected.NoCertificate("The signed properties do not name the signing certificate once.");
        return first.One("CertDigest", XadesNames.Namespace).Exactly(XadesNames.Ds, "DigestMethod", "DigestValue");
    }

    private static bool AreAllStated(IEnumerable<Element> properties, IReadOnlyList<string?> references)
    {
        var stated = properties
            .Where(property =>
                property.Is("DataObjectFormat", XadesNames.Namespace)
                && property.Children().Count(e => e.Is("MimeType", XadesNames.Namespace)) == 1
            )
            .Select(property => property.Attribute("ObjectReference"))
            .ToHashSet(StringComparer.Ordinal);
        return references.All(reference => reference is { Length: > 0 } && stated.Contains("#" + reference));
    }

    private static DateTimeOffset Time(Element signingTime) =>
        XsdDateTime.Read(signingTime.PlainText(), out var hasOffset) is { } time && hasOffset
            ? time
            : throw SignatureRejected.Format("The signing time is not a date and time with an offset.");
}
