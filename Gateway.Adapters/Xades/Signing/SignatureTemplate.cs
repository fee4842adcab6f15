using System.Globalization;
using System.Xml;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>
/// The elements of a XAdES-BASELINE-B signature in place in their document, with the computed values still empty.
/// </summary>
/// <param name="DataDigests">The DigestValue of each data item, in the order of the data.</param>
/// <param name="Objects">The ds:Object of each data item; null for an item outside the signature.</param>
internal sealed record SignatureTemplate(
    XmlElement SignedInfo,
    XmlElement Value,
    XmlElement SignedProperties,
    IReadOnlyList<XmlElement> DataDigests,
    IReadOnlyList<XmlElement?> Objects,
    XmlElement PropertiesDigest
)
{
    /// <param name="parent">The element, or the empty document, that the signature goes into.</param>
    /// <param name="id">Makes the ids of this signature unique in the document.</param>
    public static SignatureTemplate Append(
        XmlNode parent,
        string id,
        SigningChoice choice,
        IReadOnlyList<DataToSign> data,
        ReadOnlyMemory<byte> certificate,
        DateTimeOffset signingTime
    )
    {
        var signature = Add(parent, "ds:Signature", ("xmlns:ds", XadesNames.Ds), ("Id", "S-" + id));
        var signedInfo = Add(signature, "ds:SignedInfo");
        Add(signedInfo, "ds:CanonicalizationMethod", ("Algorithm", XadesNames.ExclusiveC14N));
        Add(signedInfo, "ds:SignatureMethod", ("Algorithm", choice.Algorithm.Uri));
        var dataDigests = data.Select(
                (each, i) =>
                    AddReference(
                        signedInfo,
                        choice,
                        [("Id", ReferenceId(id, i)), .. Target(each, ObjectId(id, i))],
                        each.Transforms
                    )
            )
            .ToList();
        var propertiesDigest = AddReference(
            signedInfo,
            choice,
            [("Type", XadesNames.SignedPropertiesType), ("URI", "#P-" + id)],
            XadesNames.ExclusiveC14N
        );
        var value = Add(signature, "ds:SignatureValue");
        var x509Data = Add(Add(signature, "ds:KeyInfo"), "ds:X509Data");
        Add(x509Data, "ds:X509Certificate").InnerText = Convert.ToBase64String(certificate.Span);

        var objects = data.Select((each, i) => each.Fill is null ? null : AddObject(signature, ObjectId(id, i), each))
            .ToList();
        var qualifying = Add(
            Add(signature, "ds:Object"),
            "xades:QualifyingProperties",
            ("xmlns:xades", XadesNames.Namespace),
            ("Target", "#S-" + id)
        );
        var signedProperties = Add(qualifying, "xades:SignedProperties", ("Id", "P-" + id));
        var ofSignature = Add(signedProperties, "xades:SignedSignatureProperties");
        Add(ofSignature, "xades:SigningTime").InnerText = signingTime.UtcDateTime.ToString(
            "yyyy-MM-ddTHH:mm:ssZ",
            CultureInfo.InvariantCulture
        );
        var digest = Add(Add(Add(ofSignature, "xades:SigningCertificateV2"), "xades:Cert"), "xades:CertDigest");
        Add(digest, "ds:DigestMethod", ("Algorithm", choice.Digest.Uri));
        Add(digest, "ds:DigestValue").InnerText = Convert.ToBase64String(choice.Digest.Of(certificate.Span));
        var ofData = Add(signedProperties, "xades:SignedDataObjectProperties");
        for (var i = 0; i < data.Count; i++)
        {
            var format = Add(ofData, "xades:DataObjectFormat", ("ObjectReference", "#" + ReferenceId(id, i)));
            Add(format, "xades:MimeType").InnerText = data[i].MimeType;
        }
        return new SignatureTemplate(signedInfo, value, signedProperties, dataDigests, objects, propertiesDigest);
    }

    private static string ReferenceId(string id, int index) => index == 0 ? "R-" + id : $"R-{id}-{index}";

    private static string ObjectId(string id, int index) => $"O-{id}-{index}";

    private static (string, string)[] Target(DataToSign data, string objectId) =>
        data.Fill is null ? [("URI", data.Uri)] : [("Type", XadesNames.ObjectType), ("URI", "#" + objectId)];

    private static XmlElement AddObject(XmlElement signature, string id, DataToSign data)
    {
        var container = Add(signature, "ds:Object", ("Id", id), ("MimeType", data.MimeType));
        data.Fill!(container);
        return container;
    }

    private static XmlElement AddReference(
        XmlElement signedInfo,
        SigningChoice choice,
        (string, string)[] attributes,
        params string[] transforms
    )
    {
        var reference = Add(signedInfo, "ds:Reference", attributes);
        var list = transforms.Length > 0 ? Add(reference, "ds:Transforms") : null;
        foreach (var transform in transforms)
            Add(list!, "ds:Transform", ("Algorithm", transform));
        Add(reference, "ds:DigestMethod", ("Algorithm", choice.Digest.Uri));
        return Add(reference, "ds:DigestValue");
    }

    private static XmlElement Add(XmlNode parent, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var space = name.StartsWith("ds:", StringComparison.Ordinal) ? XadesNames.Ds : XadesNames.Namespace;
        var element = (parent as XmlDocument ?? parent.OwnerDocument!).CreateElement(name, space);
        foreach (var (attribute, value) in attributes)
            element.SetAttribute(attribute, value);
        parent.AppendChild(element);
        return element;
    }
}
