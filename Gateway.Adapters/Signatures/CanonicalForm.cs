using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Adapters.Messages;

namespace Gateway.Adapters.Signatures;

/// <summary>Canonical XML 1.0 without comments, inclusive or exclusive: a document or part of one as the bytes to digest.</summary>
/// <param name="InclusivePrefixes">Prefixes the exclusive form treats as the inclusive one does; null when there are none.</param>
internal sealed record CanonicalForm(bool IsExclusive, string? InclusivePrefixes = null)
{
    /// <summary>What XMLDSig prescribes where nothing is said.</summary>
    public static readonly CanonicalForm Inclusive = new(false);

    public static readonly CanonicalForm Exclusive = new(true);

    public byte[] Of(XmlDocument document)
    {
        Transform transform = IsExclusive
            ? new XmlDsigExcC14NTransform(includeComments: false, InclusivePrefixes)
            : new XmlDsigC14NTransform(includeComments: false);
        transform.LoadInput(document);
        using var canonical = (MemoryStream)transform.GetOutput(typeof(Stream));
        return canonical.ToArray();
    }

    /// <summary>The element as it stands: with the namespaces, and in the inclusive form the xml: attributes, around it.</summary>
    public byte[] Of(XmlElement element)
    {
        var alone = HardenedXml.NewTree();
        var copy = (XmlElement)alone.AppendChild(alone.ImportNode(element, deep: true))!;
        for (var around = element.ParentNode as XmlElement; around is not null; around = around.ParentNode as XmlElement)
            foreach (XmlAttribute attribute in around.Attributes)
                if (IsInherited(attribute) && !copy.HasAttribute(attribute.Name))
                    copy.SetAttributeNode((XmlAttribute)alone.ImportNode(attribute, deep: true));
        return Of(alone);
    }

    private bool IsInherited(XmlAttribute attribute) =>
        attribute.NamespaceURI == "http://www.w3.org/2000/xmlns/" || (!IsExclusive && attribute.Prefix == "xml");
}
