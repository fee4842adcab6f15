using System.Globalization;
using System.Text;

namespace Gateway.Adapters.Zip;

/// <summary>
/// Names that some file system treats as the same: by case, by dots and spaces at the end, by how an accented letter is
/// composed, or because one is a folder of the other. Which of two such files a person opens is undefined.
/// </summary>
internal static class NameCollisions
{
    public static void Reject(IReadOnlyList<ZipEntry> entries)
    {
        var (seen, files) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var entry in entries)
        {
            var key = Key(entry.Name);
            if (!seen.Add(key))
                throw Twice();
            if (!entry.IsFolder)
                files.Add(key);
        }
        foreach (var key in seen)
            for (var at = key.IndexOf('/', StringComparison.Ordinal); at > 0; at = key.IndexOf('/', at + 1))
                if (files.Contains(key[..at]))
                    throw Twice();
        RejectComposed(seen);
    }

    private static ZipRejected Twice() =>
        new(ZipFlaw.Duplicate, "Two entries have the same name, or names that some systems take for the same.");

    private static string Key(string name) =>
        string.Join('/', name.TrimEnd('/').ToUpperInvariant().Split('/').Select(part => part.TrimEnd('.', ' ')));

    /// <summary>
    /// There are no tables of Unicode normalization in a culture-invariant process. So where one name has an accent written
    /// apart, every accented letter of the European scripts counts as any other.
    /// </summary>
    private static void RejectComposed(HashSet<string> keys)
    {
        var apart = keys.Where(key => key.Any(IsAccent)).ToList();
        if (apart.Count == 0)
            return;
        var forms = keys.Where(key => !key.Any(IsAccent)).Select(Composed).ToHashSet(StringComparer.Ordinal);
        foreach (var key in apart)
            if (!forms.Add(Composed(key)))
                throw Twice();
    }

    private static string Composed(string key)
    {
        var form = new StringBuilder(key.Length);
        foreach (var c in key)
        {
            if (!IsAccent(c))
                form.Append(IsAccented(c) ? '?' : c);
            else if (form.Length > 0)
                form[^1] = '?';
        }
        return form.ToString();
    }

    private static bool IsAccent(char c) => c is >= '\u0300' and <= '\u036F';

    private static bool IsAccented(char c) =>
        c is (>= '\u00C0' and <= '\u024F') or (>= '\u0370' and <= '\u052F') or (>= '\u1E00' and <= '\u1FFF')
        && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter;
}
