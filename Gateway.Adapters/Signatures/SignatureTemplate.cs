using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>The elements of a XAdES-BASELINE-B signature in place in their document, with the computed values still empty.</summary>
internal sealed record SignatureTemplate(
    XmlElement SignedInfo, XmlElement Value, XmlElement SignedProperties, XmlElement DocumentDigest, XmlElement PropertiesDigest)
{
    /// <param name="id">Makes the ids of this signature unique in the document.</param>
    public static SignatureTemplate Append(
        XmlElement root, string id, SignatureAlgorithm algorithm, X509Certificate2 certificate, DateTimeOffset signingTime)
    {
        var signature = Add(root, "ds:Signature", ("xmlns:ds", Xades.Ds), ("Id", "S-" + id));
        var signedInfo = Add(signature, "ds:SignedInfo");
        Add(signedInfo, "ds:CanonicalizationMethod", ("Algorithm", Xades.ExclusiveC14N));
        Add(signedInfo, "ds:SignatureMethod", ("Algorithm", algorithm.Uri));
        var documentDigest = AddReference(signedInfo, [("Id", "R-" + id), ("URI", "")], Xades.Enveloped, Xades.ExclusiveC14N);
        var propertiesDigest = AddReference(
            signedInfo, [("Type", Xades.SignedPropertiesType), ("URI", "#P-" + id)], Xades.ExclusiveC14N);
        var value = Add(signature, "ds:SignatureValue");
        var x509Data = Add(Add(signature, "ds:KeyInfo"), "ds:X509Data");
        Add(x509Data, "ds:X509Certificate").InnerText = Convert.ToBase64String(certificate.RawData);

        var qualifying = Add(Add(signature, "ds:Object"), "xades:QualifyingProperties",
            ("xmlns:xades", Xades.Namespace), ("Target", "#S-" + id));
        var signedProperties = Add(qualifying, "xades:SignedProperties", ("Id", "P-" + id));
        var ofSignature = Add(signedProperties, "xades:SignedSignatureProperties");
        Add(ofSignature, "xades:SigningTime").InnerText =
            signingTime.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var digest = Add(Add(Add(ofSignature, "xades:SigningCertificateV2"), "xades:Cert"), "xades:CertDigest");
        Add(digest, "ds:DigestMethod", ("Algorithm", Xades.Sha256));
        Add(digest, "ds:DigestValue").InnerText = Convert.ToBase64String(SHA256.HashData(certificate.RawData));
        var ofData = Add(signedProperties, "xades:SignedDataObjectProperties");
        var format = Add(ofData, "xades:DataObjectFormat", ("ObjectReference", "#R-" + id));
        Add(format, "xades:MimeType").InnerText = "application/xml";
        return new SignatureTemplate(signedInfo, value, signedProperties, documentDigest, propertiesDigest);
    }

    private static XmlElement AddReference(XmlElement signedInfo, (string, string)[] attributes, params string[] transforms)
    {
        var reference = Add(signedInfo, "ds:Reference", attributes);
        var list = Add(reference, "ds:Transforms");
        foreach (var transform in transforms) Add(list, "ds:Transform", ("Algorithm", transform));
        Add(reference, "ds:DigestMethod", ("Algorithm", Xades.Sha256));
        return Add(reference, "ds:DigestValue");
    }

    private static XmlElement Add(XmlElement parent, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var space = name.StartsWith("ds:", StringComparison.Ordinal) ? Xades.Ds : Xades.Namespace;
        var element = parent.OwnerDocument.CreateElement(name, space);
        foreach (var (attribute, value) in attributes) element.SetAttribute(attribute, value);
        parent.AppendChild(element);
        return element;
    }
}
