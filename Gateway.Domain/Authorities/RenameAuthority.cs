using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

public sealed record RenameAuthority(VaultItem Name);

/// <summary>How a name is changed; the code never changes.</summary>
public static class RenameAuthorityDecider
{
    public static DirectoryDecision Decide(RenameAuthority command, Authority authority, DateTimeOffset now) =>
        command.Name.ItemId == authority.Name.ItemId
            ? DirectoryDecision.Nothing
            : DirectoryDecision.To(new AuthorityRenamed(authority.Id, command.Name, now));
}
