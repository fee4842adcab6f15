using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// The subset of XMLDSig that a message's signature may use: only the attributes and parameters needed, closed lists of
/// methods, and one spelling of every value.
/// </summary>
internal static class StrictShape
{
    public static void Require(XmlSignature signature)
    {
        signature.Element.AllowAttributes("Id");
        signature.SignedInfo.AllowAttributes("Id");
        signature.ValueElement.AllowAttributes("Id");
        signature.KeyInfo?.AllowAttributes("Id");
        foreach (var o in signature.Objects)
            o.AllowAttributes("Id", "MimeType", "Encoding");
        Base64(signature.ValueElement);
        var methods = signature.SignedInfo.Children();
        foreach (var method in methods[..2])
            method.AllowAttributes("Algorithm");
        RequireForm(signature.Form, methods[0]);
        StrictAlgorithms.RequireSignature(signature.Algorithm);
        foreach (var reference in signature.References)
            Require(reference);
    }

    public static bool IsEnveloped(SignedReference reference) => reference.Transforms is [Transform.EnvelopedSignature, ..];

    /// <summary>
    /// Bytes in the one possible base64 spelling, apart from white space, so that no second spelling verifies.
    /// </summary>
    public static byte[] Base64(Element element)
    {
        var octets = ElementShape.Base64(element);
        var written = string.Concat(element.Text.Where(c => c is not (' ' or '\t' or '\r' or '\n')));
        return Convert.ToBase64String(octets) == written
            ? octets
            : throw SignatureRejected.Format($"{element.LocalName} is not base64.");
    }

    public static void AllowAttributes(this Element element, params ReadOnlySpan<string> names)
    {
        foreach (var attribute in element.Attributes())
            if (!names.Contains(attribute.Name))
                throw SignatureRejected.Format($"{element.LocalName} has an attribute that is not expected.");
    }

    /// <summary>
    /// Comments, instructions and CDATA in a signature serve only to be read differently by different readers.
    /// </summary>
    public static void RequirePlain(this Element element)
    {
        foreach (var each in element.Descendants())
            if (each.ChildKinds().Any(kind => kind is not (NodeKind.Element or NodeKind.Text)))
                throw SignatureRejected.Format("The signature holds something other than elements and text.");
    }

    private static void Require(SignedReference reference)
    {
        reference.Element.AllowAttributes("Id", "Type", "URI");
        if (reference.Uri is null)
            throw SignatureRejected.Format("A reference does not say what it refers to.");
        var parts = reference.Element.Children();
        parts[^2].AllowAttributes("Algorithm");
        parts[^2].Exactly(XadesNames.Ds);
        parts[^1].AllowAttributes();
        Base64(parts[^1]);
        StrictAlgorithms.RequireDigest(reference.DigestUri);
        if (parts.Count == 2)
            return;

        parts[0].AllowAttributes();
        var transforms = parts[0].Children();
        foreach (var transform in transforms)
            transform.AllowAttributes("Algorithm");
        switch (reference.Transforms)
        {
            case [] or [Transform.EnvelopedSignature]:
                break;
            case [Transform.Canonical last]:
                RequireForm(last.Form, transforms[0]);
                break;
            case [Transform.EnvelopedSignature, Transform.Canonical last]:
                RequireForm(last.Form, transforms[1]);
                break;
            default:
                throw SignatureRejected.Format(
                    "A transform is not on the closed list, or there are more than the list allows."
                );
        }
    }

    private static void RequireForm(CanonicalForm? form, Element method)
    {
        if (form is not { Method: Canonicalization.Inclusive or Canonicalization.Exclusive, WithComments: false })
            throw SignatureRejected.Format("A transform or canonicalisation is not on the closed list.");
        foreach (var parameter in method.Children())
            parameter.AllowAttributes("PrefixList");
    }
}
