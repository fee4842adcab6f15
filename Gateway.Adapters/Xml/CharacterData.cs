using System.Buffers;
using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>
/// Text and the values of attributes, with references resolved and white space normalised (XML 1.0, 2.4, 3.3.3, 4.1).
/// </summary>
internal static class CharacterData
{
    private static readonly SearchValues<byte> InDoubleQuotes = SearchValues.Create("\"<&\t\n"u8);
    private static readonly SearchValues<byte> InSingleQuotes = SearchValues.Create("'<&\t\n"u8);
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("&<>\r"u8);

    /// <summary>Whether canonical form writes the text in another way.</summary>
    public static bool IsEscaped(ReadOnlySpan<byte> text) => text.ContainsAny(Escaped);

    /// <summary>Adds the text that begins here as one node.</summary>
    /// <returns>Where it ends.</returns>
    public static int Read(ReadOnlySpan<byte> source, int start, TreeBuilder tree, int parent)
    {
        var isPlain = true;
        for (var at = start; ; at++)
        {
            var found = source[at..].IndexOfAny((byte)'<', (byte)'>', (byte)'&');
            if (found < 0)
                throw XmlRejected.Malformed(source.Length, "The document ends too early.");
            at += found;
            if (source[at] == '&')
                return ReadWithReferences(source, start, at, tree, parent);
            if (source[at] == '<')
            {
                ref var node = ref tree.Add(NodeKind.Text, parent);
                (node.Start, node.Length, node.IsPlain) = (start, at - start, isPlain);
                return at;
            }
            RequireNoSectionEnd(source, start, at);
            isPlain = false;
        }
    }

    /// <summary>An attribute's value, from after its quote.</summary>
    /// <returns>Where it ends: at the other quote.</returns>
    public static int ReadValue(
        ReadOnlySpan<byte> source,
        int start,
        byte quote,
        TreeBuilder tree,
        ref TreeAttribute attribute
    )
    {
        var stops = quote == '"' ? InDoubleQuotes : InSingleQuotes;
        var found = source[start..].IndexOfAny(stops);
        if (found < 0)
            throw XmlRejected.Malformed(source.Length, "The document ends too early.");
        if (source[start + found] == quote)
        {
            (attribute.Start, attribute.Length) = (start, found);
            attribute.IsPlain = quote == '"' || !source.Slice(start, found).Contains((byte)'"');
            return start + found;
        }

        attribute.Start = tree.NextMade;
        for (var at = start; ; )
        {
            found = source[at..].IndexOfAny(stops);
            if (found < 0)
                throw XmlRejected.Malformed(source.Length, "The document ends too early.");
            tree.Make(source.Slice(at, found));
            at += found;
            if (source[at] == quote)
            {
                attribute.Length = tree.MadeSince(attribute.Start);
                return at;
            }
            switch (source[at])
            {
                case (byte)'<':
                    throw XmlRejected.Malformed(at, "An attribute's value holds a <.");
                case (byte)'&':
                    at = ReadReference(source, at, tree);
                    break;
                default:
                    tree.Make(" "u8);
                    at++;
                    break;
            }
        }
    }

    private static int ReadWithReferences(ReadOnlySpan<byte> source, int start, int at, TreeBuilder tree, int parent)
    {
        var made = tree.NextMade;
        tree.Make(source[start..at]);
        var run = at;
        for (; ; )
        {
            var found = source[at..].IndexOfAny((byte)'<', (byte)'>', (byte)'&');
            if (found < 0)
                throw XmlRejected.Malformed(source.Length, "The document ends too early.");
            at += found;
            if (source[at] == '>')
            {
                RequireNoSectionEnd(source, start, at++);
                continue;
            }
            tree.Make(source[run..at]);
            if (source[at] == '<')
                break;
            run = at = ReadReference(source, at, tree);
        }
        ref var node = ref tree.Add(NodeKind.Text, parent);
        (node.Start, node.Length) = (made, tree.MadeSince(made));
        return at;
    }

    private static void RequireNoSectionEnd(ReadOnlySpan<byte> source, int start, int at)
    {
        if (at - start >= 2 && source[at - 1] == ']' && source[at - 2] == ']')
            throw XmlRejected.Malformed(at - 2, "Text holds the end of a CDATA section.");
    }

    private static int ReadReference(ReadOnlySpan<byte> source, int at, TreeBuilder tree)
    {
        var rest = source[(at + 1)..];
        var end = rest.IndexOf((byte)';');
        if (end <= 0)
            throw XmlRejected.Malformed(end < 0 ? source.Length : at, "A reference does not end.");
        var name = rest[..end];
        if (name[0] == '#')
            tree.Make(Character(name[1..], at, stackalloc byte[4]));
        else
            tree.Make(
                name switch
                {
                    _ when name.SequenceEqual("lt"u8) => "<"u8,
                    _ when name.SequenceEqual("gt"u8) => ">"u8,
                    _ when name.SequenceEqual("amp"u8) => "&"u8,
                    _ when name.SequenceEqual("quot"u8) => "\""u8,
                    _ when name.SequenceEqual("apos"u8) => "'"u8,
                    _ => throw XmlRejected.Malformed(at, "An entity is not declared."),
                }
            );
        return at + end + 2;
    }

    private static ReadOnlySpan<byte> Character(ReadOnlySpan<byte> digits, int at, Span<byte> utf8)
    {
        var radix = digits is [(byte)'x', ..] ? 16 : 10;
        if (radix == 16)
            digits = digits[1..];
        var codePoint = digits.Length == 0 ? -1 : 0;
        foreach (var digit in digits)
        {
            var value = DigitValue(digit);
            codePoint = value < radix && codePoint is >= 0 and <= 0x10FFFF ? codePoint * radix + value : -1;
        }
        return Rune.TryCreate(codePoint, out var rune) && XmlChars.IsCharacter(codePoint)
            ? utf8[..rune.EncodeToUtf8(utf8)]
            : throw XmlRejected.Malformed(at, "A character reference names no character.");
    }

    private static int DigitValue(byte digit) =>
        digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => 16,
        };
}
