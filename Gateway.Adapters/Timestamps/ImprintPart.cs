using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>One part of the data that a timestamp covers; the octets of the parts are concatenated.</summary>
/// <param name="Reference">When set, the part is the data of this reference after its transforms; otherwise the element
/// itself.</param>
internal readonly record struct ImprintPart(Element Element, SignedReference? Reference)
{
    public static ImprintPart Of(Element element) => new(element, null);

    public static ImprintPart Of(SignedReference reference) => new(reference.Element, reference);
}
