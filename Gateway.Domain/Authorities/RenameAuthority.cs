using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

public sealed record RenameAuthority(VaultItem Name);

/// <summary>How a name is changed; the code never changes.</summary>
public static class RenameAuthorityDecider
{
    public static Decided Decide(RenameAuthority command, Authority authority, DateTimeOffset now) =>
        command.Name.ItemId == authority.Name.ItemId
            ? Decided.Nothing
            : Decided.To(new AuthorityRenamed(authority.Id, command.Name, now));
}
