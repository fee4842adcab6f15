using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// The one signature of a message, in the one accepted form: over all data, each by one reference, and over its own
/// properties. Ids are used only to check that a part is in its required place, so that a signed part moved elsewhere
/// (signature wrapping) is never found.
/// </summary>
/// <param name="Data">The references except those to the signed properties and to the key information.</param>
internal sealed record StrictSignature(
    XmlSignature Signature,
    IReadOnlyList<SignedReference> Data,
    Element SignedProperties,
    IReadOnlyList<byte[]> Certificates
)
{
    private const int MostCertificates = 10;

    /// <summary>
    /// Reads an enveloped signature, which must be the last child of the document element and cover the whole document.
    /// </summary>
    public static StrictSignature ReadEnveloped(SignedDocument document)
    {
        var root = document.Tree.Root;
        if (document.HasRepeatedIds)
            throw SignatureRejected.Format("An id occurs more than once.");
        var signature = Read(document, TheOnlySignature(document));
        if (signature.Data is not [var ofDocument])
            throw SignatureRejected.Format(
                "The references are not one to the document, one to the signed properties and at most one to the key "
                    + "information."
            );
        if (!StrictShape.IsEnveloped(ofDocument) || !(ofDocument.Uri!.Length == 0 || RefersTo(ofDocument, root)))
            throw SignatureRejected.Format("The signature does not cover the whole document.");
        return signature;
    }

    /// <summary>
    /// Reads a detached signature, which must be alone in the document element and cover files without transforms.
    /// </summary>
    public static StrictSignature ReadDetached(SignedDocument document)
    {
        var root = document.Tree.Root;
        if (document.HasRepeatedIds)
            throw SignatureRejected.Format("An id occurs more than once.");
        root.AllowAttributes();
        root.RequirePlain();
        if (document.Signatures is not [var element] || root.Children() is not [var only] || only != element)
            throw SignatureRejected.Format("The file of signatures does not hold exactly one signature and nothing else.");
        var signature = Read(document, element);
        if (signature.Data.Count == 0 || signature.Data.Any(data => data.IsSameDocument || data.Transforms is not []))
            throw SignatureRejected.Format("A reference is to something other than a file as it is.");
        return signature;
    }

    private static StrictSignature Read(SignedDocument document, Element element)
    {
        element.RequirePlain();
        var signature = XmlSignature.Read(document, element);
        StrictShape.Require(signature);
        if (signature is not { References.Count: >= 2, KeyInfo: { } keyInfo, Objects: [var container] })
            throw SignatureRejected.Format(
                "The signature does not hold two references at least, key information and one object."
            );
        var toProperties = signature.References.Where(IsOfProperties).ToList();
        if (toProperties is not [var ofProperties])
            throw SignatureRejected.Format(
                "Not exactly one reference says by its type that it is to the signed properties."
            );
        var others = signature.References.Where(each => each != ofProperties).ToList();
        if (others.Exists(each => each.Type is not (null or XadesNames.ObjectType)))
            throw SignatureRejected.Format("A reference has a type that messages do not use.");

        var qualifying = container.Exactly(XadesNames.Namespace, "QualifyingProperties")[0];
        qualifying.AllowAttributes("Id", "Target");
        if (signature.Id is not { Length: > 0 } id || qualifying.Attribute("Target") != "#" + id)
            throw SignatureRejected.Format("The qualifying properties are not of this signature.");
        var signedProperties = qualifying.One("SignedProperties", XadesNames.Namespace);
        if (qualifying.Elements().Any(e => e != signedProperties && !e.Is("UnsignedProperties", XadesNames.Namespace)))
            throw SignatureRejected.Format("QualifyingProperties holds something else.");
        if (StrictShape.IsEnveloped(ofProperties) || !RefersTo(ofProperties, signedProperties))
            throw SignatureRejected.Format("The signed properties are not those of this signature.");
        var toKeyInfo = others.Where(each => RefersTo(each, keyInfo)).ToList();
        if (toKeyInfo.Count > 1 || toKeyInfo.Exists(StrictShape.IsEnveloped))
            throw SignatureRejected.Format("The key information is not referred to once, as it is.");
        return new StrictSignature(signature, [.. others.Except(toKeyInfo)], signedProperties, CertificatesOf(keyInfo));
    }

    private static bool IsOfProperties(SignedReference reference) =>
        reference.Type is XadesNames.SignedPropertiesType or XadesNames.Namespace + "SignedProperties";

    private static bool RefersTo(SignedReference reference, Element element) =>
        element.Attribute("Id") is { Length: > 0 } id && reference.Uri == "#" + id;

    private static Element TheOnlySignature(SignedDocument document)
    {
        if (document.Signatures.Count > 1)
            throw SignatureRejected.Format("The document holds more than one signature.");
        return document.Signatures is [var only] && only.Parent == document.Tree.Root && only.IsLastChild
            ? only
            : throw SignatureRejected.Format("The last element of the document is not its signature.");
    }

    private static List<byte[]> CertificatesOf(Element keyInfo)
    {
        var certificates = keyInfo
            .Children()
            .Where(e => e.Is("X509Data", XadesNames.Ds))
            .SelectMany(e => e.Children())
            .Where(e => e.Is("X509Certificate", XadesNames.Ds))
            .Select(StrictShape.Base64)
            .ToList();
        return certificates.Count is > 0 and <= MostCertificates
            ? certificates
            : throw SignatureRejected.NoCertificate("The key information does not hold the signing certificate.");
    }
}
