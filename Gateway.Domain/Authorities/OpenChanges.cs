namespace Gateway.Domain.Authorities;

/// <summary>
/// Proposals that wait for confirmation. The same proposal made twice counts once, and their number is limited.
/// </summary>
internal static class OpenChanges
{
    private const int Most = 50;

    /// <summary>The waiting change with the same content; null when there is none.</summary>
    public static T? Same<T>(Authority authority, DateTimeOffset now, Func<T, bool> isSame)
        where T : Change => authority.Open.OfType<T>().FirstOrDefault(change => !change.HasLapsed(now) && isSame(change));

    public static DirectoryDecision? TooMany(Authority authority) =>
        authority.Open.Count >= Most
            ? DirectoryDecision.Rejected(
                Problem.WrongState,
                $"{Most} changes of this authority wait already; confirm or withdraw them first."
            )
            : null;
}
