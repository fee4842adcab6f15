using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Gateway.Domain.Messages;

/// <summary>
/// The allowed names of attachments in a signed message: every reader must see the same name, and every system must be able
/// to save it. This gateway writes no file under the name, but the receiver does.
/// </summary>
public static class AttachmentName
{
    /// <summary>
    /// Separators, the colon of drives and streams, and the characters that some systems turn into one of them.
    /// </summary>
    private static readonly SearchValues<char> Separators = SearchValues.Create(
        "/\\:\uFF0F\uFF3C\uFF1A\u2044\u2215\u2216\u29F5\u29F8\uFE68\uFE55\uFE13\uA789"
    );

    private static readonly FrozenSet<string> Devices = new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" }
        .Concat("0123456789¹²³".SelectMany(number => new[] { $"COM{number}", $"LPT{number}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the name is allowed; else the rule it breaks, in one sentence.</summary>
    public static string? WhyNot(string name)
    {
        if (name.EnumerateRunes().Any(IsHidden))
            return "A name holds no control, direction-changing or invisible character.";
        if (name.AsSpan().ContainsAny(Separators))
            return "A name holds no path separator and no colon.";
        if (name.Length == 0 || IsEdge(name[0]) || IsEdge(name[^1]))
            return "A name neither begins nor ends with a dot or a space.";
        return Devices.Contains(name.Split('.')[0].Trim()) ? "A name is not that of a device." : null;
    }

    /// <summary>
    /// Equal for names that some system treats as the same: case and the composition of accents are ignored.
    /// </summary>
    public static string Key(string name) => CaselessForm.Of(name);

    private static bool IsEdge(char character) => character == '.' || char.IsWhiteSpace(character);

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
        || rune.Value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x2800
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFFA0
                or 0xFFFD
                or (>= 0xE0000 and <= 0xE0FFF);
}
