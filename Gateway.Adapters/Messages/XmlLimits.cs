using System.Xml;

namespace Gateway.Adapters.Messages;

/// <summary>
/// Looks at every element as it passes. Beyond plain size, what is limited is what costs more than it weighs: depth
/// recurses, and canonicalisation visits every namespace in scope at every element.
/// </summary>
internal sealed class XmlLimits
{
    private readonly int[] _namespaces = new int[HardenedXml.MaxDepth + 1];
    private int _elements;

    /// <summary>The limit that the element under the reader exceeds; null when none.</summary>
    public string? ExceededAt(XmlReader reader)
    {
        if (reader.Depth >= HardenedXml.MaxDepth) return $"Elements are nested deeper than {HardenedXml.MaxDepth}.";
        if (++_elements > HardenedXml.MaxElements) return $"There are more than {HardenedXml.MaxElements} elements.";
        if (reader.AttributeCount > HardenedXml.MaxAttributes)
            return $"An element has more than {HardenedXml.MaxAttributes} attributes.";
        var isNameTooLong = reader.Name.Length > HardenedXml.MaxNameLength;
        var isValueTooLong = false;
        var inScope = reader.Depth == 0 ? 0 : _namespaces[reader.Depth - 1];
        while (reader.MoveToNextAttribute())
        {
            isNameTooLong |= reader.Name.Length > HardenedXml.MaxNameLength;
            isValueTooLong |= reader.Value.Length > HardenedXml.MaxAttributeLength;
            if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/") inScope++;
        }
        reader.MoveToElement();
        _namespaces[reader.Depth] = inScope;
        return isNameTooLong ? $"A name is longer than {HardenedXml.MaxNameLength} characters."
            : isValueTooLong ? $"An attribute is longer than {HardenedXml.MaxAttributeLength} characters."
            : inScope > HardenedXml.MaxNamespaces ? $"More than {HardenedXml.MaxNamespaces} namespaces are in scope of an element."
            : null;
    }
}
