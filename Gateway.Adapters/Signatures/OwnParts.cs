using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// The parts of a signature that mean something because of where they are: its objects, its manifests, its signed properties.
/// A reference to one counts only when that one is in the very signature that refers to it; moved elsewhere (signature
/// wrapping) it is as good as not there.
/// </summary>
internal static class OwnParts
{
    /// <exception cref="ReferenceFailed">A part of a signature is referred to that is not this one's own.</exception>
    public static void RequireOwn(SignedReference reference, NodeSet nodes, XmlSignature signature)
    {
        var isInOrder = IsTyped(reference)
            ? nodes.Apexes is [var only] && IsOwn(only, signature) && IsOfType(only, reference)
            : nodes.Apexes.All(apex => !IsPart(apex) || IsOwn(apex, signature));
        if (!isInOrder) throw Misplaced();
    }

    /// <exception cref="ReferenceFailed">The reference says it is to a part of a signature.</exception>
    public static void RequireNone(SignedReference reference)
    {
        if (IsTyped(reference)) throw Misplaced();
    }

    private static bool IsTyped(SignedReference reference) =>
        reference.IsToSignedProperties || reference.IsToManifest || reference.IsToObject;

    private static bool IsOfType(Element part, SignedReference reference) => reference.IsToSignedProperties
        ? IsSignedProperties(part)
        : part.Is(reference.IsToManifest ? "Manifest" : "Object", Xades.Ds);

    private static bool IsOwn(Element part, XmlSignature signature)
    {
        if (part.Is("Object", Xades.Ds)) return part.Parent == signature.Element;
        if (part.Is("Manifest", Xades.Ds)) return Is(part.Parent, "Object", Xades.Ds) && part.Parent?.Parent == signature.Element;
        return IsSignedProperties(part) && Is(part.Parent, "QualifyingProperties", part.Namespace)
            && Is(part.Parent?.Parent, "Object", Xades.Ds) && part.Parent?.Parent?.Parent == signature.Element;
    }

    private static bool IsPart(Element element) =>
        element.Is("Object", Xades.Ds) || element.Is("Manifest", Xades.Ds) || IsSignedProperties(element);

    private static bool IsSignedProperties(Element element) =>
        element.LocalName == "SignedProperties" && element.Namespace.StartsWith(Xades.AnyVersion, StringComparison.Ordinal);

    private static bool Is(Element? element, string name, string space) => element is { } found && found.Is(name, space);

    private static ReferenceFailed Misplaced() =>
        new(ReferenceOutcome.Misplaced, "A reference is to properties, an object or a manifest that is not this signature's own.");
}
