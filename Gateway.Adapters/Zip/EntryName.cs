using System.Globalization;
using System.Text;

namespace Gateway.Adapters.Zip;

/// <summary>
/// The rules for entry names. The gateway writes no file under the name of an entry, but a receiver that unpacks an accepted
/// archive must be safe and must see the names that were verified.
/// </summary>
internal static class EntryName
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Read(byte[] raw, ExtraFields extra, ZipLimits limits)
    {
        if (raw.Length > limits.MaxNameLength)
            throw ZipRejected.Limit("A name is longer than is read.");
        var name = Decode(raw);
        if (extra.UnicodePath is { } second && second != name)
            throw ZipRejected.Name("An entry has two names.");
        Require(name);
        return name;
    }

    /// <summary>
    /// Decodes UTF-8 with or without the flag: ASiC names are in UTF-8, and ASCII is the same in every code page.
    /// </summary>
    private static string Decode(byte[] raw)
    {
        try
        {
            return Utf8.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            throw ZipRejected.Name("A name is not in UTF-8.");
        }
    }

    private static void Require(string name)
    {
        if (name.Length == 0)
            throw ZipRejected.Name("A name is empty.");
        if (name[0] == '/' || name is [_, ':', ..])
            throw ZipRejected.Name("A name is absolute.");
        if (name.Contains('\\', StringComparison.Ordinal))
            throw ZipRejected.Name("A name holds a backslash.");
        foreach (var rune in name.EnumerateRunes())
            if (Hides(rune))
                throw ZipRejected.Name("A name holds a control character.");
        foreach (var segment in (name[^1] == '/' ? name[..^1] : name).Split('/'))
            if (segment is "" or "." or "..")
                throw ZipRejected.Name("A part of a name is empty or a step.");
    }

    /// <summary>Controls, line breaks, and marks that turn the direction of reading.</summary>
    private static bool Hides(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0xFEFF or 0xFFFD;
}
