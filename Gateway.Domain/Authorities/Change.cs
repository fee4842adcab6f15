using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>
/// A change of an endpoint or key that one administrator proposed and another must confirm. The holder of an address or a
/// key reads or writes in the authority's name, so no single person sets either.
/// </summary>
public abstract record Change(Guid Id, string ProposedBy, DateTimeOffset ProposedAt, DateTimeOffset LapsesAt)
{
    /// <summary>Long enough for a letter. After this time the change must be proposed again.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(30);

    public bool HasLapsed(DateTimeOffset now) => now >= LapsesAt;
}

public sealed record EndpointChange(
    Guid Id,
    string Channel,
    int Preference,
    bool IsSandbox,
    VaultItem Address,
    Guid? Replaces,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset LapsesAt
) : Change(Id, ProposedBy, ProposedAt, LapsesAt);

public sealed record EndpointRetirement(
    Guid Id,
    string Channel,
    Guid Revision,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset LapsesAt
) : Change(Id, ProposedBy, ProposedAt, LapsesAt);

public sealed record KeyChange(
    Guid Id,
    AuthorityKey Key,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset LapsesAt
) : Change(Id, ProposedBy, ProposedAt, LapsesAt);

public sealed record KeyRetirement(
    Guid Id,
    string KeyId,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset LapsesAt
) : Change(Id, ProposedBy, ProposedAt, LapsesAt);
