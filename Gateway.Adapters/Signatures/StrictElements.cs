using System.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>Reads elements of a signature by exact shape: what is not asked for is refused, and so is what hides in text.</summary>
internal static class StrictElements
{
    /// <summary>Comments, instructions and CDATA in a signature serve only to be read differently by different readers.</summary>
    public static void RequirePlain(this XmlNode node)
    {
        for (var child = node.FirstChild; child is not null; child = child.NextSibling)
            if (child is XmlElement) child.RequirePlain();
            else if (child is not (XmlText or XmlWhitespace or XmlSignificantWhitespace))
                throw SignatureRefused.Format("The signature holds something other than elements and text.");
    }

    public static bool Is(this XmlNode? node, string name, string space) =>
        node is XmlElement element && element.LocalName == name && element.NamespaceURI == space;

    /// <summary>The child elements, where nothing else but white space may stand between them.</summary>
    public static List<XmlElement> Elements(this XmlElement parent)
    {
        var elements = new List<XmlElement>();
        foreach (XmlNode child in parent.ChildNodes)
            if (child is XmlElement element) elements.Add(element);
            else if (!string.IsNullOrWhiteSpace(child.Value))
                throw SignatureRefused.Format($"{parent.LocalName} holds text between its elements.");
        return elements;
    }

    /// <summary>The child elements, which must be these in this order.</summary>
    public static List<XmlElement> Exactly(this XmlElement parent, string space, params ReadOnlySpan<string> names)
    {
        var elements = parent.Elements();
        var matches = elements.Count == names.Length;
        for (var i = 0; matches && i < names.Length; i++) matches = elements[i].Is(names[i], space);
        return matches
            ? elements
            : throw SignatureRefused.Format($"{parent.LocalName} does not hold exactly {string.Join(", ", names)}.");
    }

    /// <summary>The one child element of that name among others.</summary>
    public static XmlElement One(this XmlElement parent, string name, string space)
    {
        var found = parent.Elements().FindAll(child => child.Is(name, space));
        return found.Count == 1
            ? found[0]
            : throw SignatureRefused.Format($"{parent.LocalName} does not hold exactly one {name}.");
    }

    public static void AllowAttributes(this XmlElement element, params ReadOnlySpan<string> names)
    {
        foreach (XmlAttribute attribute in element.Attributes)
            if (attribute.NamespaceURI != "http://www.w3.org/2000/xmlns/" && !names.Contains(attribute.Name))
                throw SignatureRefused.Format($"{element.LocalName} has an attribute that is not expected.");
    }

    public static string Algorithm(this XmlElement element)
    {
        element.AllowAttributes("Algorithm");
        return element.GetAttribute("Algorithm");
    }

    /// <summary>The value of an element that holds text only.</summary>
    public static string PlainText(this XmlElement element) =>
        element.ChildNodes.OfType<XmlElement>().Any()
            ? throw SignatureRefused.Format($"{element.LocalName} holds elements.")
            : element.InnerText;

    /// <summary>Bytes written in base64 in the one way there is, but for white space; so no second spelling verifies.</summary>
    public static byte[] Base64(this XmlElement element)
    {
        var text = string.Concat(element.PlainText().Where(c => c is not (' ' or '\t' or '\r' or '\n')));
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == text
            ? bytes[..length]
            : throw SignatureRefused.Format($"{element.LocalName} is not base64.");
    }
}
