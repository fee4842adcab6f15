using Gateway.Domain.Channels;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Authorities;

/// <summary>An authority as the directory knew it at one instant, with names, addresses and certificates readable.</summary>
/// <param name="Code">E.g. <c>CO-CA</c>; also the tenant of what it is served here.</param>
/// <param name="IsServed">This gateway acts for it; else it is a counterpart only.</param>
/// <param name="Channels">In force, in order of preference.</param>
/// <param name="SigningKeys">In force; a certificate's own validity is judged when it is used.</param>
/// <param name="Languages">The languages in which it accepts requests; empty when none are declared.</param>
public sealed record KnownAuthority(
    string Code,
    string Name,
    string State,
    bool IsServed,
    IReadOnlyList<ChannelEndpoint> Channels,
    IReadOnlyList<SigningKey> SigningKeys,
    IReadOnlyList<string> Languages
)
{
    /// <summary>Empty when none are declared.</summary>
    public IReadOnlyList<DeclaredRole> Roles { get; init; } = [];

    /// <summary>Null when nothing is declared.</summary>
    public ElectronicAcceptance? Acceptance { get; init; }

    /// <summary>Every key in force, with its validity.</summary>
    public IReadOnlyList<KnownKey> Keys { get; init; } = [];

    public Verification? Verified { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>How many events this is folded from.</summary>
    public long Version { get; init; }

    /// <summary>The parts that could not be read, by code; only these are missing.</summary>
    public IReadOnlyList<string> Flaws { get; init; } = [];

    public ChannelEndpoint? Endpoint(string channel) => Channels.FirstOrDefault(endpoint => endpoint.Channel == channel);
}

/// <param name="From">Since when it was in force here.</param>
/// <param name="Until">Null while it is in force.</param>
public sealed record KnownKey(
    string KeyId,
    KeyPurpose Purpose,
    ReadOnlyMemory<byte> Certificate,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    public bool IsValid(DateTimeOffset at) => ValidFrom <= at && at <= ValidTo;
}

/// <param name="Until">Null while it is in force.</param>
public sealed record KnownEndpoint(ChannelEndpoint Endpoint, DateTimeOffset From, DateTimeOffset? Until);
