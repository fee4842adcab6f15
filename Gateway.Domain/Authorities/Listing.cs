using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>
/// An authority as a person or a signed list describes it; its texts and certificates are in the vault already. A null
/// member is not described and stays unchanged.
/// </summary>
/// <param name="VerifiedAt">When the source of the description verified it.</param>
public sealed record Listing(
    string Code,
    VaultItem Name,
    IReadOnlyList<string>? Languages,
    IReadOnlyList<DeclaredRole>? Roles,
    ElectronicAcceptance? Acceptance,
    IReadOnlyList<ListedEndpoint> Endpoints,
    IReadOnlyList<ListedKey> Keys,
    DateTimeOffset? VerifiedAt = null
);

/// <param name="ChangeId">Assigned beforehand, so that a repeated decision names the same change.</param>
public sealed record ListedEndpoint(Guid ChangeId, string Channel, bool IsSandbox, VaultItem Address);

/// <param name="IsPinnedElsewhere">Whether another authority signs with it.</param>
public sealed record ListedKey(Guid ChangeId, AuthorityKey Key, bool IsPinnedElsewhere);
