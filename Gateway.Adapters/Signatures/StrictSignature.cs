using System.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// The one signature of a document, taken apart by exact position: last child of the document element, over the whole
/// document and over its own properties. Nothing is looked up by id except to see that it is where it must be, so that a
/// signed part moved elsewhere (signature wrapping) is never found.
/// </summary>
internal sealed record StrictSignature(
    XmlElement Element,
    XmlElement SignedInfo,
    CanonicalForm Form,
    SignatureAlgorithm Algorithm,
    byte[] Value,
    StrictReference Document,
    StrictReference Properties,
    XmlElement SignedProperties,
    IReadOnlyList<byte[]> Certificates)
{
    public static StrictSignature Read(XmlDocument document)
    {
        var root = document.DocumentElement!;
        RequireUniqueIds(root);
        var signature = TheOnlySignature(root);
        signature.RequirePlain();
        signature.AllowAttributes("Id");
        var parts = signature.Exactly(Xades.Ds, "SignedInfo", "SignatureValue", "KeyInfo", "Object");
        var (signedInfo, value, keyInfo, container) = (parts[0], parts[1], parts[2], parts[3]);
        value.AllowAttributes("Id");
        keyInfo.AllowAttributes("Id");
        container.AllowAttributes("Id", "MimeType", "Encoding");

        signedInfo.AllowAttributes("Id");
        var said = signedInfo.Exactly(Xades.Ds, "CanonicalizationMethod", "SignatureMethod", "Reference", "Reference");
        said[1].Exactly(Xades.Ds);
        var references = said[2..].ConvertAll(StrictReference.Read);
        var ofProperties = references.FindAll(r => r.Type == Xades.SignedPropertiesType);
        if (ofProperties.Count != 1) throw SignatureRefused.Format("Not exactly one reference is to the signed properties.");
        var ofDocument = references.Find(r => r != ofProperties[0])!;

        var qualifying = container.Exactly(Xades.Namespace, "QualifyingProperties")[0];
        qualifying.AllowAttributes("Id", "Target");
        if (signature.GetAttribute("Id") is not { Length: > 0 } id || qualifying.GetAttribute("Target") != "#" + id)
            throw SignatureRefused.Format("The qualifying properties are not of this signature.");
        var signedProperties = qualifying.One("SignedProperties", Xades.Namespace);
        if (qualifying.Elements().Exists(e => e != signedProperties && !e.Is("UnsignedProperties", Xades.Namespace)))
            throw SignatureRefused.Format("QualifyingProperties holds something else.");
        if (ofProperties[0].IsEnveloped || !RefersTo(ofProperties[0], signedProperties))
            throw SignatureRefused.Format("The signed properties are not those of this signature.");
        if (!ofDocument.IsEnveloped || !(ofDocument.Uri.Length == 0 || RefersTo(ofDocument, root)))
            throw SignatureRefused.Format("The signature does not cover the whole document.");

        return new StrictSignature(
            signature, signedInfo, StrictReference.ReadForm(said[0]), Algorithms.Signature(said[1].Algorithm()),
            value.Base64(), ofDocument, ofProperties[0], signedProperties, CertificatesOf(keyInfo));
    }

    private static bool RefersTo(StrictReference reference, XmlElement element) =>
        element.GetAttribute("Id") is { Length: > 0 } id && reference.Uri == "#" + id;

    private static XmlElement TheOnlySignature(XmlElement root)
    {
        if (root.GetElementsByTagName("Signature", Xades.Ds).Count > 1)
            throw SignatureRefused.Format("The document holds more than one signature.");
        var last = root.LastChild;
        while (last is XmlWhitespace or XmlSignificantWhitespace) last = last.PreviousSibling;
        return last.Is("Signature", Xades.Ds)
            ? (XmlElement)last!
            : throw SignatureRefused.Format("The last element of the document is not its signature.");
    }

    private static void RequireUniqueIds(XmlElement root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (XmlAttribute id in root.SelectNodes("//@*[translate(local-name(), 'ID', 'id') = 'id']")!)
            if (!seen.Add(id.Value)) throw SignatureRefused.Format("An id occurs more than once.");
    }

    private static List<byte[]> CertificatesOf(XmlElement keyInfo)
    {
        var certificates = keyInfo.Elements().Where(e => e.Is("X509Data", Xades.Ds))
            .SelectMany(e => e.Elements()).Where(e => e.Is("X509Certificate", Xades.Ds))
            .Select(e => e.Base64()).ToList();
        return certificates.Count is > 0 and <= 10 ? certificates
            : throw SignatureRefused.NoCertificate("The key information does not hold the signing certificate.");
    }
}
