using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// The parts of a signature whose meaning depends on their place: its objects, its manifests, its signed properties. A
/// reference to one counts only when the part is in the signature that refers to it; a part moved elsewhere (signature
/// wrapping) counts as missing. The element found decides, not the type of the reference, which is advice (XMLDSig core 1.1,
/// 4.4.3).
/// </summary>
internal static class OwnParts
{
    /// <param name="isInManifest">Manifests also list objects that are in no signature.</param>
    /// <exception cref="ReferenceFailed">A part of a signature is found that is not this one's own.</exception>
    public static void RequireOwn(NodeSet nodes, XmlSignature signature, bool isInManifest)
    {
        if (nodes.Apexes.Any(apex => IsPart(apex) && !IsOwn(apex, signature) && !(isInManifest && IsLoneObject(apex))))
            throw new ReferenceFailed(
                ReferenceOutcome.Misplaced,
                "A reference is to properties, an object or a manifest that is not this signature's own."
            );
    }

    /// <summary>
    /// For a decoded element only the text is digested, not its name, so the type alone says what was signed: an object that
    /// is renamed and moved out of its signature keeps its digest (signature wrapping).
    /// </summary>
    /// <exception cref="ReferenceFailed">The type names an object, and something else is found.</exception>
    public static void RequireType(NodeSet nodes, string? type)
    {
        if (type == $"{XadesNames.Ds}Object" && nodes.Apexes.Any(apex => !apex.Is("Object", XadesNames.Ds)))
            throw new ReferenceFailed(
                ReferenceOutcome.Misplaced,
                "A reference of the type of objects decodes an element that is none."
            );
    }

    private static bool IsLoneObject(Element part)
    {
        if (!part.Is("Object", XadesNames.Ds))
            return false;
        for (var around = part.Parent; around is { } each; around = each.Parent)
            if (each.Is("Signature", XadesNames.Ds))
                return false;
        return true;
    }

    private static bool IsOwn(Element part, XmlSignature signature)
    {
        if (part.Is("Object", XadesNames.Ds))
            return part.Parent == signature.Element;
        if (part.Is("Manifest", XadesNames.Ds))
            return Is(part.Parent, "Object", XadesNames.Ds) && part.Parent?.Parent == signature.Element;
        return IsSignedProperties(part)
            && Is(part.Parent, "QualifyingProperties", part.Namespace)
            && Is(part.Parent?.Parent, "Object", XadesNames.Ds)
            && part.Parent?.Parent?.Parent == signature.Element;
    }

    private static bool IsPart(Element element) =>
        element.Is("Object", XadesNames.Ds) || element.Is("Manifest", XadesNames.Ds) || IsSignedProperties(element);

    private static bool IsSignedProperties(Element element) =>
        element.LocalName == "SignedProperties"
        && element.Namespace.StartsWith(XadesNames.AnyVersion, StringComparison.Ordinal);

    private static bool Is(Element? element, string name, string space) => element is { } found && found.Is(name, space);
}
