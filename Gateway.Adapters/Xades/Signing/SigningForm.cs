using System.Security.Cryptography.Xml;
using System.Xml;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Xades.Signing;

/// <summary>
/// Exclusive canonical form as the platform computes it, for signing. The gateway's own implementation verifies it
/// afterwards, so that two implementations agree on every released signature.
/// </summary>
internal static class SigningForm
{
    public static byte[] Of(XmlDocument document)
    {
        var transform = new XmlDsigExcC14NTransform(includeComments: false);
        transform.LoadInput(document);
        using var canonical = (MemoryStream)transform.GetOutput(typeof(Stream));
        return canonical.ToArray();
    }

    /// <summary>The element as it stands, with the namespaces around it.</summary>
    public static byte[] Of(XmlElement element)
    {
        var alone = HardenedXml.NewTree();
        var copy = (XmlElement)alone.AppendChild(alone.ImportNode(element, deep: true))!;
        for (var around = element.ParentNode as XmlElement; around is not null; around = around.ParentNode as XmlElement)
            foreach (XmlAttribute attribute in around.Attributes)
                if (attribute.NamespaceURI == "http://www.w3.org/2000/xmlns/" && !copy.HasAttribute(attribute.Name))
                    copy.SetAttributeNode((XmlAttribute)alone.ImportNode(attribute, deep: true));
        return Of(alone);
    }
}
