using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

// All events of an Authority stream: one authority as the directory knows it. Stored shapes are contracts. Names, addresses,
// certificates and notes can name persons: they are vault items (scope of the directory).

/// <summary>The authority was entered in the directory. This event starts its stream.</summary>
/// <param name="State">The country of the authority, ISO 3166-1 alpha-2.</param>
public sealed record AuthorityRegistered(
    Guid AuthorityId,
    string Code,
    string State,
    VaultItem Name,
    DateTimeOffset RegisteredAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RegisteredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Name];
}

/// <summary>The authority has another name.</summary>
public sealed record AuthorityRenamed(Guid AuthorityId, VaultItem Name, DateTimeOffset RenamedAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RenamedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Name];
}

/// <summary>A signed list of authorities named this one.</summary>
/// <param name="Source">Code of the publisher whose pinned key signed the list.</param>
/// <param name="File">The list as it was signed; its digest stays provable.</param>
/// <param name="PublishedAt">As stated in the list. An older list never replaces a newer one.</param>
public sealed record AuthorityImported(
    Guid AuthorityId,
    string Source,
    VaultItem File,
    DateTimeOffset PublishedAt,
    DateTimeOffset ImportedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ImportedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [File];
}

/// <summary>All roles of the authority. UNTOC 18(13); Budapest Convention 27, 35.</summary>
public sealed record RolesDeclared(Guid AuthorityId, IReadOnlyList<DeclaredRole> Roles, DateTimeOffset DeclaredAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => DeclaredAt;
}

/// <summary>All languages in which the authority accepts requests. UNTOC 18(14).</summary>
/// <param name="Languages">BCP 47 tags.</param>
public sealed record LanguageDeclared(Guid AuthorityId, IReadOnlyList<string> Languages, DateTimeOffset DeclaredAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => DeclaredAt;
}

/// <summary>
/// The conditions under which the authority accepts electronic requests. UNTOC 18(14), ETS 182 article 4(9).
/// </summary>
public sealed record ElectronicAcceptanceDeclared(
    Guid AuthorityId,
    ElectronicAcceptance Acceptance,
    DateTimeOffset DeclaredAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => DeclaredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Acceptance.Requirements.Select(requirement => requirement.Text);
}

/// <summary>The directory's data on the authority were verified.</summary>
/// <param name="Source">Code of the means or source of the verification, e.g. <c>telephone</c> or a publisher.</param>
/// <param name="VerifiedAt">When it was verified, which may be long before it was recorded.</param>
public sealed record ContactVerified(
    Guid AuthorityId,
    string Source,
    DateTimeOffset VerifiedAt,
    VaultItem? Note,
    DateTimeOffset RecordedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RecordedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Note is null ? [] : [Note];
}

/// <summary>The last verification is older than a year.</summary>
public sealed record AuthorityMarkedStale(Guid AuthorityId, DateTimeOffset LastVerifiedAt, DateTimeOffset MarkedAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => MarkedAt;
}
