using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Gateway.Domain;

/// <summary>
/// Canonical caseless form (Unicode, definition D145), which is equal for texts that differ only in case or in how accents
/// are composed. The class has its own table, since the gateway runs without the platform's Unicode tables (invariant
/// globalization), where normalizing does nothing.
/// </summary>
public static class CaselessForm
{
    private const int FirstSyllable = 0xAC00,
        Syllables = 11172,
        Vowels = 21,
        Finals = 28;

    private static readonly FrozenDictionary<int, int[]> Folded;
    private static readonly FrozenDictionary<int, int> Classes;

    static CaselessForm()
    {
        var (folded, classes) = (new Dictionary<int, int[]>(), new Dictionary<int, int>());
        using var reader = new StreamReader(
            typeof(CaselessForm).Assembly.GetManifestResourceStream("Gateway.Domain.caseless-form.txt")
                ?? throw new InvalidOperationException("The table of caseless forms is not in the assembly.")
        );
        while (reader.ReadLine() is { } line)
            if (line.Split('>') is [var from, var to] && from[0] != '#')
                folded[Hex(from)] = [.. to.Split(' ').Select(Hex)];
            else if (line.Split(':') is [var range, var number] && range[0] != '#')
                for (var (code, last) = (Hex(range.Split('-')[0]), Hex(range.Split('-')[^1])); code <= last; code++)
                    classes[code] = int.Parse(number, CultureInfo.InvariantCulture);
        (Folded, Classes) = (folded.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    public static string Of(string text)
    {
        var runes = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            runes.AddRange(FormOf(rune.Value));
        var form = new StringBuilder(runes.Count);
        for (var i = 0; i < runes.Count; )
        {
            // Marks on one letter are put in canonical order. The sort is stable, so marks of one class keep their order.
            var end = i + 1;
            while (end < runes.Count && Classes.GetValueOrDefault(runes[end]) != 0)
                end++;
            foreach (var code in runes[i..end].OrderBy(code => Classes.GetValueOrDefault(code)))
                form.Append(new Rune(code).ToString());
            i = end;
        }
        return form.ToString();
    }

    private static int[] FormOf(int code)
    {
        var index = code - FirstSyllable;
        if (index is < 0 or >= Syllables)
            return Folded.GetValueOrDefault(code) ?? [code];
        int[] letters = [0x1100 + index / (Vowels * Finals), 0x1161 + index % (Vowels * Finals) / Finals];
        return index % Finals == 0 ? letters : [.. letters, 0x11A7 + index % Finals];
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
