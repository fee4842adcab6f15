using System.Buffers;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Reads elements of a signature by exact form: unexpected elements are rejected, and so is content hidden in text.
/// </summary>
internal static class ElementShape
{
    private static readonly SearchValues<byte> Spaces = SearchValues.Create(" \t\r\n"u8);

    /// <summary>
    /// The child elements, where nothing else but white space, comments and instructions may stand between them.
    /// </summary>
    public static List<Element> Children(this Element parent)
    {
        if (parent.TextBytes().AsSpan().ContainsAnyExcept(Spaces))
            throw SignatureRejected.Format($"{parent.LocalName} holds text between its elements.");
        return [.. parent.Elements()];
    }

    /// <summary>The child elements, which must be these in this order.</summary>
    public static List<Element> Exactly(this Element parent, string space, params ReadOnlySpan<string> names)
    {
        var children = parent.Children();
        var matches = children.Count == names.Length;
        for (var i = 0; matches && i < names.Length; i++)
            matches = children[i].Is(names[i], space);
        return matches
            ? children
            : throw SignatureRejected.Format($"{parent.LocalName} does not hold exactly {string.Join(", ", names)}.");
    }

    /// <summary>The one child element of that name among others.</summary>
    public static Element One(this Element parent, string name, string space)
    {
        var found = parent.Children().FindAll(child => child.Is(name, space));
        return found.Count == 1
            ? found[0]
            : throw SignatureRejected.Format($"{parent.LocalName} does not hold exactly one {name}.");
    }

    /// <summary>The element's algorithm, which is never without one.</summary>
    public static string Algorithm(this Element element) =>
        element.Attribute("Algorithm") ?? throw SignatureRejected.Format($"{element.LocalName} names no algorithm.");

    /// <summary>The value of an element that holds text and nothing else, so that all readers see the same value.</summary>
    public static string PlainText(this Element element)
    {
        RequireText(element);
        return element.Text;
    }

    /// <summary>Bytes in base64 (RFC 4648), with white space anywhere.</summary>
    public static byte[] Base64(this Element element)
    {
        RequireText(element);
        return TryDecode(element.TextBytes(), out var octets)
            ? octets
            : throw SignatureRejected.Format($"{element.LocalName} is not base64.");
    }

    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length + 3)];
        var isWhole = System.Buffers.Text.Base64.DecodeFromUtf8(text, octets, out _, out var length) == OperationStatus.Done;
        Array.Resize(ref octets, isWhole ? length : 0);
        return isWhole;
    }

    private static void RequireText(Element element)
    {
        if (element.ChildKinds().Any(kind => kind is not (NodeKind.Text or NodeKind.Cdata)))
            throw SignatureRejected.Format($"{element.LocalName} holds something other than text.");
    }
}
