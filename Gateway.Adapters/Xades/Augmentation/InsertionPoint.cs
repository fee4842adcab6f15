using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>Where further unsigned properties of a signature are inserted: after all existing ones.</summary>
/// <param name="Before">What has to be written around them, before and after.</param>
internal readonly record struct InsertionPoint(ElementPlace Place, int At, string Before, string After)
{
    private const string Properties = "xades:UnsignedProperties";
    private const string OfSignature = "xades:UnsignedSignatureProperties";

    /// <exception cref="AugmentationEnded">There is no such place.</exception>
    public static InsertionPoint Of(XmlSignature signature, ReadOnlySpan<byte> document)
    {
        var qualifying = signature.QualifyingProperties.Take(2).ToList();
        if (qualifying is not [var own] || own.Namespace != XadesNames.Namespace || signature.SignedProperties is null)
            throw NotXades();
        var unsigned = own.Elements().Where(e => e.Is("UnsignedProperties", XadesNames.Namespace)).ToList();
        if (unsigned.Count > 1)
            throw NotXades();
        if (signature.UnsignedSignatureProperties is { } list)
            return AtEndOf(Find(list, document), "", "");
        if (unsigned.Count == 0)
            return AtEndOf(
                Find(own, document),
                $"<{Properties} {UnsignedPropertyText.V132}><{OfSignature}>",
                $"</{OfSignature}></{Properties}>"
            );
        var place = Find(unsigned[0], document);
        return unsigned[0].Elements().Any(e => e.LocalName == "UnsignedSignatureProperties")
            ? throw NotXades()
            : new InsertionPoint(
                place,
                place.ContentStart,
                $"<{OfSignature} {UnsignedPropertyText.V132}>",
                $"</{OfSignature}>"
            );
    }

    private static InsertionPoint AtEndOf(ElementPlace place, string before, string after) =>
        new(place, place.EndTag, before, after);

    private static ElementPlace Find(Element element, ReadOnlySpan<byte> document)
    {
        var number = 0;
        foreach (ref readonly var node in element.Tree.Nodes[..element.Index])
            if (node.Kind == NodeKind.Element)
                number++;
        return ElementPlace.Find(document, number) ?? throw NotXades();
    }

    private static AugmentationEnded NotXades() =>
        AugmentationEnded.Rejected(
            AugmentationRejection.NotXades,
            "The signature has not the properties of XAdES 1.3.2, or not in a shape that can be added to."
        );
}
