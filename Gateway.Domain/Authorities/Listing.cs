using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>
/// An authority as a person or a signed list describes it, its texts and certificates in the vault already. What is null is
/// not spoken of, and stays as it is.
/// </summary>
/// <param name="VerifiedAt">When whoever describes it made sure of it.</param>
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

/// <param name="ChangeId">Given now, so that the same decision taken again names the same change.</param>
public sealed record ListedEndpoint(Guid ChangeId, string Channel, bool IsSandbox, VaultItem Address);

/// <param name="IsPinnedElsewhere">Another authority signs with it.</param>
public sealed record ListedKey(Guid ChangeId, AuthorityKey Key, bool IsPinnedElsewhere);
