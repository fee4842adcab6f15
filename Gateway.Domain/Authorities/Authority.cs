using System.Collections.Immutable;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>
/// An authority folded from its stream: the state on which acts on the directory are decided. Texts and certificates are
/// references here; the rest of the gateway reads <see cref="KnownAuthority"/>.
/// </summary>
/// <param name="Endpoints">All revisions, past and present; those in force have no end.</param>
/// <param name="Keys">All keys, past and present; those in force have no end.</param>
/// <param name="Open">Changes that wait for a second person.</param>
/// <param name="Settled">Changes that no longer wait, with the person who confirmed each, or null.</param>
/// <param name="Published">When each source published its newest list that named this authority.</param>
/// <param name="Files">Lists imported already.</param>
public sealed record Authority(
    Guid Id,
    string Code,
    string State,
    VaultItem Name,
    ImmutableList<DeclaredRole> Roles,
    ImmutableList<string> Languages,
    ElectronicAcceptance? Acceptance,
    ImmutableList<EndpointRevision> Endpoints,
    ImmutableList<KeyRevision> Keys,
    ImmutableList<Change> Open,
    ImmutableDictionary<Guid, string?> Settled,
    ImmutableDictionary<string, DateTimeOffset> Published,
    ImmutableHashSet<string> Files,
    Verification? Verified,
    DateTimeOffset RegisteredAt,
    bool IsMarkedStale
)
{
    public static Authority Create(AuthorityRegistered fact) =>
        new(
            fact.AuthorityId,
            fact.Code,
            fact.State,
            fact.Name,
            [],
            [],
            Acceptance: null,
            [],
            [],
            [],
            ImmutableDictionary<Guid, string?>.Empty,
            ImmutableDictionary<string, DateTimeOffset>.Empty,
            [],
            Verified: null,
            fact.RegisteredAt,
            IsMarkedStale: false
        );

    public Authority Apply(AuthorityRenamed fact) => this with { Name = fact.Name };

    public Authority Apply(AuthorityImported fact) =>
        this with
        {
            Published = Published.SetItem(fact.Source, fact.PublishedAt),
            Files = Files.Add(fact.File.ItemId),
        };

    public Authority Apply(RolesDeclared fact) => this with { Roles = [.. fact.Roles] };

    public Authority Apply(LanguageDeclared fact) => this with { Languages = [.. fact.Languages] };

    public Authority Apply(ElectronicAcceptanceDeclared fact) => this with { Acceptance = fact.Acceptance };

    public Authority Apply(ContactVerified fact) =>
        this with
        {
            Verified = Verified?.At > fact.VerifiedAt ? Verified : new(fact.Source, fact.VerifiedAt),
            IsMarkedStale = false,
        };

    public Authority Apply(AuthorityMarkedStale fact) => this with { IsMarkedStale = true };

    public Authority Apply(ChannelEndpointConfigured fact) =>
        WithEndpoint(new(fact.Revision, fact.Channel, fact.Preference, fact.IsSandbox, fact.Address, fact.ConfiguredAt));

    public Authority Apply(ChannelEndpointProposed fact) =>
        this with
        {
            Open = Open.Add(
                new EndpointChange(
                    fact.ChangeId,
                    fact.Channel,
                    fact.Preference,
                    fact.IsSandbox,
                    fact.Address,
                    fact.Replaces,
                    fact.ProposedBy,
                    fact.ProposedAt,
                    fact.LapsesAt
                )
            ),
        };

    public Authority Apply(ChannelEndpointConfirmed fact) =>
        Find<EndpointChange>(fact.ChangeId) is { } change
            ? WithEndpoint(
                    new(change.Id, change.Channel, change.Preference, change.IsSandbox, change.Address, fact.ConfirmedAt)
                )
                .Settle(fact.ChangeId, fact.ConfirmedBy)
            : this;

    public Authority Apply(ChannelEndpointRetirementProposed fact) =>
        this with
        {
            Open = Open.Add(
                new EndpointRetirement(
                    fact.ChangeId,
                    fact.Channel,
                    fact.Revision,
                    fact.ProposedBy,
                    fact.ProposedAt,
                    fact.LapsesAt
                )
            ),
        };

    public Authority Apply(ChannelEndpointRetired fact) =>
        Ended(fact.Channel, fact.RetiredAt).Settle(fact.ChangeId, fact.ConfirmedBy);

    public Authority Apply(KeyConfigured fact) => this with { Keys = Keys.Add(new(fact.Key, fact.ConfiguredAt)) };

    public Authority Apply(KeyProposed fact) =>
        this with
        {
            Open = Open.Add(new KeyChange(fact.ChangeId, fact.Key, fact.ProposedBy, fact.ProposedAt, fact.LapsesAt)),
        };

    public Authority Apply(KeyPinned fact) =>
        Find<KeyChange>(fact.ChangeId) is { } change
            ? (this with { Keys = Keys.Add(new(change.Key, fact.PinnedAt)) }).Settle(fact.ChangeId, fact.ConfirmedBy)
            : this;

    public Authority Apply(KeyRetirementProposed fact) =>
        this with
        {
            Open = Open.Add(new KeyRetirement(fact.ChangeId, fact.KeyId, fact.ProposedBy, fact.ProposedAt, fact.LapsesAt)),
        };

    public Authority Apply(KeyRetired fact) =>
        (
            this with
            {
                Keys =
                [
                    .. Keys.Select(key =>
                        key.IsInForce && key.Key.KeyId == fact.KeyId ? key with { Until = fact.RetiredAt } : key
                    ),
                ],
            }
        ).Settle(fact.ChangeId, fact.ConfirmedBy);

    public Authority Apply(ChangeWithdrawn fact) => Settle(fact.ChangeId, null);

    public Authority Apply(ChangeLapsed fact) => Settle(fact.ChangeId, null);

    /// <summary>The state after further events, in their order.</summary>
    public Authority After(IEnumerable<object> facts) =>
        facts.Aggregate(
            this,
            (authority, fact) =>
                fact switch
                {
                    AuthorityRenamed renamed => authority.Apply(renamed),
                    AuthorityImported imported => authority.Apply(imported),
                    RolesDeclared declared => authority.Apply(declared),
                    LanguageDeclared declared => authority.Apply(declared),
                    ElectronicAcceptanceDeclared declared => authority.Apply(declared),
                    ContactVerified verified => authority.Apply(verified),
                    AuthorityMarkedStale marked => authority.Apply(marked),
                    ChannelEndpointConfigured configured => authority.Apply(configured),
                    ChannelEndpointProposed proposed => authority.Apply(proposed),
                    ChannelEndpointConfirmed confirmed => authority.Apply(confirmed),
                    ChannelEndpointRetirementProposed proposed => authority.Apply(proposed),
                    ChannelEndpointRetired retired => authority.Apply(retired),
                    KeyConfigured configured => authority.Apply(configured),
                    KeyProposed proposed => authority.Apply(proposed),
                    KeyPinned pinned => authority.Apply(pinned),
                    KeyRetirementProposed proposed => authority.Apply(proposed),
                    KeyRetired retired => authority.Apply(retired),
                    ChangeWithdrawn withdrawn => authority.Apply(withdrawn),
                    ChangeLapsed lapsed => authority.Apply(lapsed),
                    _ => authority,
                }
        );

    /// <summary>Folds a stream, or its first events; null when the first event is not the registration.</summary>
    public static Authority? Replay(IReadOnlyList<object> facts) =>
        facts is [AuthorityRegistered registered, ..] ? Create(registered).After(facts.Skip(1)) : null;

    /// <summary>The endpoint in force on a channel; there is one at most.</summary>
    public EndpointRevision? Endpoint(string channel) =>
        Endpoints.Find(endpoint => endpoint.IsInForce && endpoint.Channel == channel);

    public KeyRevision? Key(string keyId) => Keys.Find(key => key.Key.KeyId == keyId);

    private T? Find<T>(Guid changeId)
        where T : Change => Open.Find(change => change.Id == changeId) as T;

    private Authority WithEndpoint(EndpointRevision endpoint)
    {
        var ended = Ended(endpoint.Channel, endpoint.From);
        return ended with { Endpoints = ended.Endpoints.Add(endpoint) };
    }

    private Authority Ended(string channel, DateTimeOffset at) =>
        this with
        {
            Endpoints =
            [
                .. Endpoints.Select(endpoint =>
                    endpoint.IsInForce && endpoint.Channel == channel ? endpoint with { Until = at } : endpoint
                ),
            ],
        };

    private Authority Settle(Guid changeId, string? confirmedBy) =>
        this with
        {
            Open = Open.RemoveAll(change => change.Id == changeId),
            Settled = Settled.SetItem(changeId, confirmedBy),
        };
}

/// <summary>An endpoint as it was in force for a time.</summary>
/// <param name="Until">Null while it is in force.</param>
public sealed record EndpointRevision(
    Guid Id,
    string Channel,
    int Preference,
    bool IsSandbox,
    VaultItem Address,
    DateTimeOffset From,
    DateTimeOffset? Until = null
)
{
    public bool IsInForce => Until is null;
}

/// <summary>A key as it was in force for a time, which may be shorter than its certificate's validity.</summary>
/// <param name="Until">Null while it is in force.</param>
public sealed record KeyRevision(AuthorityKey Key, DateTimeOffset From, DateTimeOffset? Until = null)
{
    public bool IsInForce => Until is null;
}

/// <summary>When and how the directory's data on the authority were last verified.</summary>
public sealed record Verification(string Source, DateTimeOffset At);
