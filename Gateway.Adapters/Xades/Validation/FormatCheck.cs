using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Format checking (ETSI EN 319 102-1, 5.2.2): whether what looks like XAdES has the structure that XAdES requires.
/// </summary>
internal static class FormatCheck
{
    /// <summary>Null when it is in order.</summary>
    public static Conclusion? FlawOf(XmlSignature signature)
    {
        var qualifying = signature.QualifyingProperties.ToList();
        if (qualifying.Sum(each => each.Elements().Count(e => e.Is("SignedProperties", each.Namespace))) > 1)
            return Failed("The signature has signed properties more than once.");
        if (qualifying.Exists(each => IsOfAnother(each, signature)))
            return Failed("The qualifying properties are of another signature.");
        if (signature.References.Count(reference => reference.IsToSignedProperties) > 1)
            return Failed("Several references say that they are to signed properties.");
        return signature.References.Any(reference => !signature.IsToProperties(reference))
            ? null
            : Failed("The signature covers no data.");
    }

    private static bool IsOfAnother(Element qualifying, XmlSignature signature) =>
        qualifying.Attribute("Target") is ['#', .. var id]
        && signature.Document.ById(id) is { } target
        && target != signature.Element
        && target.Is("Signature", XadesNames.Ds);

    private static Conclusion Failed(string reason) => Conclusion.Failed(SubIndication.FormatFailure, reason);
}
