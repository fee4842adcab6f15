namespace Gateway.Domain.Authorities;

/// <summary>
/// Applies a description to an authority. Each part is decided as if it were asked for alone, and the whole is rejected if
/// one part is rejected. A part that is in force already yields no event.
/// </summary>
internal static class DescribeAuthority
{
    public static DirectoryDecision Decide(
        Listing listing,
        Authority authority,
        string source,
        string by,
        DateTimeOffset now
    )
    {
        var facts = new List<object>();
        foreach (var part in Parts(listing, source, by))
        {
            var decided = part(authority.After(facts), now);
            if (decided.Problem is not null)
                return decided;
            facts.AddRange(decided.Facts);
        }
        return DirectoryDecision.To(facts);
    }

    private static IEnumerable<Func<Authority, DateTimeOffset, DirectoryDecision>> Parts(
        Listing listing,
        string source,
        string by
    )
    {
        yield return (authority, now) => RenameAuthorityDecider.Decide(new(listing.Name), authority, now);
        if (listing.Languages is { } languages)
            yield return (authority, now) => DeclareLanguagesDecider.Decide(new(languages), authority, now);
        if (listing.Roles is { } roles)
            yield return (authority, now) => DeclareRolesDecider.Decide(new(roles), authority, now);
        if (listing.Acceptance is { } acceptance)
            yield return (authority, now) => DeclareAcceptanceDecider.Decide(new(acceptance), authority, now);
        if (listing.VerifiedAt is { } verified)
            yield return (authority, now) => VerifyContactDecider.Decide(new(source, verified, Note: null), authority, now);
        foreach (var endpoint in listing.Endpoints)
            yield return (authority, now) =>
                ProposeEndpointDecider.Decide(
                    new(endpoint.ChangeId, endpoint.Channel, Preference: null, endpoint.IsSandbox, endpoint.Address, by),
                    authority,
                    now
                );
        foreach (var key in listing.Keys)
            yield return (authority, now) =>
                ProposeKeyDecider.Decide(new(key.ChangeId, key.Key, key.IsPinnedElsewhere, by), authority, now);
    }
}
