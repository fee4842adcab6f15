namespace Gateway.Domain.Authorities;

/// <summary>Proposals that wait: asked for twice they are one, and nobody can pile them up.</summary>
internal static class OpenChanges
{
    private const int Most = 50;

    /// <summary>The change that waits already and asks for the same; null when there is none.</summary>
    public static T? Same<T>(Authority authority, DateTimeOffset now, Func<T, bool> isSame)
        where T : Change => authority.Open.OfType<T>().FirstOrDefault(change => !change.HasLapsed(now) && isSame(change));

    public static Decided? TooMany(Authority authority) =>
        authority.Open.Count >= Most
            ? Decided.Refused(
                Problem.WrongState,
                $"{Most} changes of this authority wait already; confirm or withdraw them first."
            )
            : null;
}
