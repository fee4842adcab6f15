using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>A signed list names an authority.</summary>
/// <param name="Source">The publisher whose pinned key signed it.</param>
/// <param name="IsOvertaken">A list of the publisher that is as new or newer was taken in, whether it names the authority or
/// not.</param>
/// <param name="By">The administrator who brought the list in; whoever confirms its proposals is somebody else.</param>
public sealed record ImportAuthority(
    Listing Listing,
    string Source,
    VaultItem File,
    DateTimeOffset PublishedAt,
    string By,
    bool IsOvertaken = false
);

/// <summary>
/// How one line of a signed list is taken in. A publisher is believed on what an authority is, not on addresses and keys:
/// those become proposals. The same list a second time does nothing, whatever has been changed since.
/// </summary>
public static class ImportAuthorityDecider
{
    public static Decided Decide(ImportAuthority command, Authority? known, DateTimeOffset now)
    {
        if (known is not null && known.Files.Contains(command.File.ItemId))
            return Decided.Nothing;
        if (
            command.IsOvertaken
            || known is not null
                && known.Published.TryGetValue(command.Source, out var newest)
                && newest >= command.PublishedAt
        )
            return Decided.Refused(
                Problem.WrongState,
                "A list of the same publisher that is as new or newer was taken in already."
            );
        var decided = known is null
            ? RegisterAuthorityDecider.Decide(new(command.Listing, command.Source, command.By), known, now)
            : DescribeAuthority.Decide(command.Listing, known, command.Source, command.By, now);
        if (decided.Problem is not null)
            return decided;
        var imported = new AuthorityImported(
            AuthorityCode.StreamId(command.Listing.Code),
            command.Source,
            command.File,
            command.PublishedAt,
            now
        );
        return known is null
            ? Decided.To([decided.Facts[0], imported, .. decided.Facts.Skip(1)])
            : Decided.To([imported, .. decided.Facts]);
    }
}
