using System.Buffers;
using System.Text;
using System.Xml;

namespace Gateway.Adapters.Xml;

/// <summary>
/// What XML 1.0 counts as a character, as white space and as a name. Names are those of its fourth edition, as everywhere
/// else in .NET: the fifth allows more of them.
/// </summary>
internal static class XmlChars
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create([
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        11,
        12,
        14,
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
        24,
        25,
        26,
        27,
        28,
        29,
        30,
        31,
    ]);

    private static ReadOnlySpan<byte> NonCharacterStart => [0xEF, 0xBF];

    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r';

    public static bool IsCharacter(int codePoint) =>
        codePoint switch
        {
            < 0x20 => codePoint is '\t' or '\n' or '\r',
            <= 0xD7FF => true,
            < 0xE000 => false,
            <= 0xFFFD => true,
            _ => codePoint is >= 0x10000 and <= 0x10FFFF,
        };

    /// <summary>
    /// Position of the first byte that is not UTF-8, or not a character of XML; the length when there is none.
    /// </summary>
    public static int FirstIllegal(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        if (!System.Text.Unicode.Utf8.IsValid(text))
            end = FirstInvalid(text);
        var control = text[..end].IndexOfAny(Controls);
        if (control >= 0)
            end = control;
        for (var from = 0; from < end; )
        {
            var found = text[from..end].IndexOf(NonCharacterStart);
            if (found < 0)
                break;
            from += found + 2;
            if (from < end && text[from] is 0xBE or 0xBF)
                return from - 2; // U+FFFE, U+FFFF
        }
        return end;
    }

    /// <summary>A name without colons (Namespaces in XML 1.0, production 4).</summary>
    public static bool IsNCName(ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < name.Length; )
        {
            Rune.DecodeFromUtf8(name[at..], out var rune, out var length);
            if (rune.Value > 0xFFFF)
                return false;
            var c = (char)rune.Value;
            if (at == 0 ? !XmlConvert.IsStartNCNameChar(c) : !XmlConvert.IsNCNameChar(c))
                return false;
            at += length;
        }
        return name.Length > 0;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at;
    }
}
