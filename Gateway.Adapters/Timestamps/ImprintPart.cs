using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>One of the things whose octets, one after the other, a timestamp is of.</summary>
/// <param name="Reference">When it is what a reference names, taken through its transforms; else it is the element
/// itself.</param>
internal readonly record struct ImprintPart(Element Element, SignedReference? Reference)
{
    public static ImprintPart Of(Element element) => new(element, null);

    public static ImprintPart Of(SignedReference reference) => new(reference.Element, reference);
}
