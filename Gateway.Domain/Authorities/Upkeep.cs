namespace Gateway.Domain.Authorities;

/// <summary>
/// Changes of an authority by time alone: proposals lapse, and an entry not verified for a year is marked stale. They are
/// decided from the stream, so the check may run late or twice.
/// </summary>
public static class Upkeep
{
    private const int MonthsUntilStale = 12;

    public static IReadOnlyList<object> Decide(Authority authority, DateTimeOffset now)
    {
        var facts = authority
            .Open.Where(change => change.HasLapsed(now))
            .Select(object (change) => new ChangeLapsed(authority.Id, change.Id, now))
            .ToList();
        if (!authority.IsMarkedStale && IsStale(authority.Verified, authority.RegisteredAt, now))
            facts.Add(new AuthorityMarkedStale(authority.Id, authority.Verified?.At ?? authority.RegisteredAt, now));
        return facts;
    }

    /// <summary>True when the last verification, or without one the registration, is older than twelve months.</summary>
    public static bool IsStale(Verification? verified, DateTimeOffset registeredAt, DateTimeOffset now) =>
        (verified?.At ?? registeredAt).AddMonths(MonthsUntilStale) < now;
}
