using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

// Where an authority is reached. A change takes two persons, but for what the configuration file brought in.

/// <summary>In force from the start: who writes the configuration file owns the gateway already.</summary>
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
) : IFact, IOverChannel
{
    DateTimeOffset IFact.At => ConfiguredAt;

    IEnumerable<VaultItem> IFact.Cites => [Address];
}

/// <summary>One administrator proposes where the authority is to be reached. Changes nothing yet.</summary>
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
) : IFact, IOverChannel
{
    DateTimeOffset IFact.At => ProposedAt;

    IEnumerable<VaultItem> IFact.Cites => [Address];
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
) : IFact, IOverChannel
{
    DateTimeOffset IFact.At => ConfirmedAt;

    IEnumerable<VaultItem> IFact.Cites => [Check];
}

/// <summary>
/// One administrator proposes that the authority is reached over this channel no longer. Changes nothing yet.
/// </summary>
public sealed record ChannelEndpointRetirementProposed(
    Guid AuthorityId,
    Guid ChangeId,
    string Channel,
    Guid Revision,
    string ProposedBy,
    DateTimeOffset LapsesAt,
    DateTimeOffset ProposedAt
) : IFact, IOverChannel
{
    DateTimeOffset IFact.At => ProposedAt;
}

/// <summary>Another administrator confirmed it: nothing is sent there any more.</summary>
public sealed record ChannelEndpointRetired(
    Guid AuthorityId,
    Guid ChangeId,
    string Channel,
    Guid Revision,
    VaultItem Check,
    string ConfirmedBy,
    DateTimeOffset RetiredAt
) : IFact, IOverChannel
{
    DateTimeOffset IFact.At => RetiredAt;

    IEnumerable<VaultItem> IFact.Cites => [Check];
}

/// <summary>A proposal was taken back.</summary>
public sealed record ChangeWithdrawn(Guid AuthorityId, Guid ChangeId, DateTimeOffset WithdrawnAt) : IFact
{
    DateTimeOffset IFact.At => WithdrawnAt;
}

/// <summary>Nobody confirmed a proposal in time.</summary>
public sealed record ChangeLapsed(Guid AuthorityId, Guid ChangeId, DateTimeOffset LapsedAt) : IFact
{
    DateTimeOffset IFact.At => LapsedAt;
}
