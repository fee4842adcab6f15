using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

// The endpoints of an authority. A change needs two persons, except for endpoints from the configuration file.

/// <summary>
/// An endpoint in force from the start: a person who writes the configuration file controls the gateway already.
/// </summary>
/// <param name="Revision">What an attempt to send cites.</param>
/// <param name="Preference">1 is the authority's first choice.</param>
public sealed record ChannelEndpointConfigured(
    Guid AuthorityId,
    Guid Revision,
    string Channel,
    int Preference,
    bool IsSandbox,
    VaultItem Address,
    DateTimeOffset ConfiguredAt
) : IDomainEvent, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ConfiguredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Address];
}

/// <summary>One administrator proposes an endpoint of the authority. The proposal changes nothing yet.</summary>
/// <param name="ChangeId">Once confirmed, also the revision of the endpoint.</param>
/// <param name="Replaces">The revision in force when this was proposed; once that has changed, this cannot be
/// confirmed.</param>
/// <param name="ProposedBy">Opaque id of the person, who may not confirm it.</param>
public sealed record ChannelEndpointProposed(
    Guid AuthorityId,
    Guid ChangeId,
    string Channel,
    int Preference,
    bool IsSandbox,
    VaultItem Address,
    Guid? Replaces,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt
) : IDomainEvent, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ProposedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Address];
}

/// <summary>Another administrator checked the proposed endpoint out of band: it is in force from here on.</summary>
/// <param name="Check">How and with whom.</param>
public sealed record ChannelEndpointConfirmed(
    Guid AuthorityId,
    Guid ChangeId,
    string Channel,
    VaultItem Check,
    string ConfirmedBy,
    DateTimeOffset ConfirmedAt
) : IDomainEvent, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ConfirmedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Check];
}

/// <summary>
/// One administrator proposes the end of the authority's endpoint on this channel. The proposal changes nothing yet.
/// </summary>
public sealed record ChannelEndpointRetirementProposed(
    Guid AuthorityId,
    Guid ChangeId,
    string Channel,
    Guid Revision,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt
) : IDomainEvent, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ProposedAt;
}

/// <summary>Another administrator confirmed the end: nothing is sent to this endpoint any more.</summary>
public sealed record ChannelEndpointRetired(
    Guid AuthorityId,
    Guid ChangeId,
    string Channel,
    Guid Revision,
    VaultItem Check,
    string ConfirmedBy,
    DateTimeOffset RetiredAt
) : IDomainEvent, IOverChannel
{
    DateTimeOffset IDomainEvent.At => RetiredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Check];
}

/// <summary>A proposal was taken back.</summary>
public sealed record ChangeWithdrawn(Guid AuthorityId, Guid ChangeId, DateTimeOffset WithdrawnAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => WithdrawnAt;
}

/// <summary>A proposal was not confirmed in time.</summary>
public sealed record ChangeLapsed(Guid AuthorityId, Guid ChangeId, DateTimeOffset LapsedAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => LapsedAt;
}
