namespace Gateway.Adapters.AuthorityLists;

/// <summary>One line of a list: an authority, or why it cannot be read.</summary>
/// <param name="Number">1, 2, 3 ... in the order of the list.</param>
/// <param name="Authority">Null exactly when there is a flaw.</param>
public sealed record ListedRow(int Number, ListedAuthority? Authority, string? Flaw);

/// <summary>The lines of a list, or why it cannot be read.</summary>
/// <param name="Rows">Empty when there is a flaw.</param>
public sealed record ReadList(IReadOnlyList<ListedRow> Rows, string? Flaw)
{
    /// <summary>Maximum number of lines in one import.</summary>
    public const int MostRows = 2000;

    public static ReadList Rejected(string flaw) => new([], flaw);
}
