using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Ids that occur more than once. What a reference names must be one element, or the signature is rejected. Other ids
/// may repeat: signers have written the same id into every signature, and forms made without a schema repeat theirs.
/// </summary>
internal static class SignatureIds
{
    private static readonly string[] Pointers = ["URI", "Target", "ObjectReference"];

    /// <summary>Whether every target of the signature's references and its manifests occurs at most once.</summary>
    public static bool AreTargetsUnique(XmlSignature signature) =>
        !signature.Document.HasRepeatedIds || !Targets(signature).Any(signature.Document.IsRepeated);

    /// <summary>Whether an unsigned part of the signature points to an id that occurs more than once.</summary>
    public static bool IsUnsignedPointerAmbiguous(XmlSignature signature) =>
        signature.Document.HasRepeatedIds && UnsignedPointers(signature).Any(signature.Document.IsRepeated);

    private static IEnumerable<string> Targets(XmlSignature signature)
    {
        var ofReferences = signature.References.SelectMany(reference => reference.TransformIds.Append(IdIn(reference.Uri)));
        var ofManifests = signature
            .Objects.SelectMany(each => OutsideSignatures(each))
            .Where(each => each.Is("Reference", XadesNames.Ds))
            .Select(each => IdIn(each.Attribute("URI")));
        return ofReferences.Concat(ofManifests).OfType<string>();
    }

    private static IEnumerable<string> UnsignedPointers(XmlSignature signature)
    {
        var ofTargets = signature.QualifyingProperties.Select(each => each.Attribute("Target"));
        var inside = signature
            .QualifyingProperties.SelectMany(each => each.Elements())
            .Where(each => each.LocalName == "UnsignedProperties")
            .Concat(signature.KeyInfo is { } keyInfo ? [keyInfo] : []);
        var ofOthers = inside
            .SelectMany(OutsideSignatures)
            .SelectMany(each => Pointers.Select(name => each.Attribute(name)));
        return ofTargets.Concat(ofOthers).Select(IdIn).OfType<string>();
    }

    /// <summary>An element and its content except signatures, which are examined separately.</summary>
    private static IEnumerable<Element> OutsideSignatures(Element element)
    {
        Element? nested = null;
        foreach (var each in element.Descendants())
        {
            if (nested is { } around && each.IsWithin(around))
                continue;
            nested = each.Is("Signature", XadesNames.Ds) ? each : null;
            if (nested is null)
                yield return each;
        }
    }

    private static string? IdIn(string? uri) => uri is null ? null : ReferenceTarget.IdIn(uri);
}
