using System.Text;

namespace Gateway.Adapters.AuthorityLists;

/// <summary>
/// Comma-separated values (RFC 4180), read strictly and within limits, and written so that no program that opens them reads
/// a cell as a formula.
/// </summary>
public static class CsvText
{
    private const int LongestCell = 100_000;
    private const int MostColumns = 50;
    private const char Guard = '\'';

    /// <summary>Characters that a spreadsheet may read as the start of a formula.</summary>
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    /// <param name="mostRows">The head line included.</param>
    /// <returns>Null, and why, when the text breaks a rule or a limit.</returns>
    public static IReadOnlyList<IReadOnlyList<string>>? Read(string text, int mostRows, out string flaw)
    {
        var (rows, row, at) = (new List<IReadOnlyList<string>>(), new List<string>(), 0);
        while (at < text.Length)
        {
            if (ReadCell(text, ref at) is not { } cell)
                return Flawed(
                    "breaks the rules on quotation marks, or holds a control character or too long a cell",
                    out flaw
                );
            row.Add(cell);
            var ending = at < text.Length ? text[at] : '\n';
            if (ending == ',')
            {
                at++;
                if (at == text.Length)
                    row.Add("");
                else if (row.Count < MostColumns)
                    continue;
            }
            else
                at += text.AsSpan(at).StartsWith("\r\n") ? 2 : 1;
            if (row.Count > MostColumns || rows.Count > 0 && row.Count != rows[0].Count)
                return Flawed("has another number of cells than the first", out flaw);
            rows.Add(row);
            row = [];
            if (rows.Count > mostRows)
                return Flawed($"is beyond the {mostRows} lines that are taken in at once", out flaw);
        }
        flaw = "";
        return rows;

        IReadOnlyList<IReadOnlyList<string>>? Flawed(string what, out string why)
        {
            why = $"Line {rows.Count + 1} {what}.";
            return null;
        }
    }

    public static string Write(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(WriteCell)).Append("\r\n");
        return text.ToString();
    }

    /// <summary>
    /// A cell that looks like a formula gets an apostrophe in front, which <see cref="Read"/> takes away again.
    /// </summary>
    private static string WriteCell(string cell)
    {
        var safe = IsSuspect(cell) ? Guard + cell : cell;
        return safe.AsSpan().ContainsAny("\",\r\n\t") || safe != safe.Trim()
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    private static bool IsSuspect(ReadOnlySpan<char> cell) =>
        cell.TrimStart(' ') is { Length: > 0 } beginning
        && (beginning[0] == Guard || Formula.Contains(beginning[0], StringComparison.Ordinal));

    /// <summary>
    /// Moves <paramref name="at"/> past the cell: to a comma, to the end of the line, or to the end of the text.
    /// </summary>
    private static string? ReadCell(string text, ref int at)
    {
        var cell = new StringBuilder();
        var isQuoted = at < text.Length && text[at] == '"';
        if (isQuoted)
            at++;
        for (; ; at++)
        {
            if (at == text.Length)
            {
                if (isQuoted)
                    return null;
                break;
            }
            var character = text[at];
            if (character == '"')
            {
                if (!isQuoted)
                    return null;
                if (at + 1 < text.Length && text[at + 1] == '"')
                    at++;
                else
                {
                    at++;
                    if (at < text.Length && text[at] is not (',' or '\n') && !text.AsSpan(at).StartsWith("\r\n"))
                        return null;
                    break;
                }
            }
            else if (!isQuoted && (character is ',' or '\n' || text.AsSpan(at).StartsWith("\r\n")))
                break;
            else if (char.IsControl(character) && !(isQuoted && character is '\r' or '\n' or '\t'))
                return null;
            cell.Append(character);
            if (cell.Length > LongestCell)
                return null;
        }
        var read = cell.ToString();
        return read.Length > 1 && read[0] == Guard && IsSuspect(read.AsSpan(1)) ? read[1..] : read;
    }
}
