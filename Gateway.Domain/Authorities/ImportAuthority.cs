using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>A signed list names an authority.</summary>
/// <param name="Source">The publisher whose pinned key signed it.</param>
/// <param name="IsOvertaken">An equally new or newer list of the publisher was imported, whether or not it names the
/// authority.</param>
/// <param name="By">The administrator who imported the list; another administrator must confirm its proposals.</param>
public sealed record ImportAuthority(
    Listing Listing,
    string Source,
    VaultItem File,
    DateTimeOffset PublishedAt,
    string By,
    bool IsOvertaken = false
);

/// <summary>
/// Imports one line of a signed list. The publisher's description of an authority takes effect, but addresses and keys
/// become proposals only. A second import of the same list does nothing, even if the entry was changed since.
/// </summary>
public static class ImportAuthorityDecider
{
    public static DirectoryDecision Decide(ImportAuthority command, Authority? known, DateTimeOffset now)
    {
        if (known is not null && known.Files.Contains(command.File.ItemId))
            return DirectoryDecision.Nothing;
        if (
            command.IsOvertaken
            || known is not null
                && known.Published.TryGetValue(command.Source, out var newest)
                && newest >= command.PublishedAt
        )
            return DirectoryDecision.Rejected(
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
            ? DirectoryDecision.To([decided.Facts[0], imported, .. decided.Facts.Skip(1)])
            : DirectoryDecision.To([imported, .. decided.Facts]);
    }
}
