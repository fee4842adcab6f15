using System.Security.Cryptography;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Authorities;

/// <summary>An authority as callers see it.</summary>
/// <param name="Served">This gateway acts for it.</param>
/// <param name="Channels">In order of preference.</param>
/// <param name="Keys">Absent for callers who only look after delivery.</param>
/// <param name="Acceptance">Absent when nothing is declared.</param>
/// <param name="Stale">Nobody verified the entry for a year.</param>
/// <param name="Flaws">What cannot be read of the entry, by code.</param>
public sealed record AuthorityItem(
    string Code,
    string Name,
    string State,
    bool Served,
    IReadOnlyList<string> Languages,
    IReadOnlyList<ChannelItem> Channels,
    IReadOnlyList<RoleItem> Roles,
    AcceptanceItem? Acceptance,
    IReadOnlyList<KeyItem>? Keys,
    VerificationItem? Verified,
    bool Stale,
    long Version,
    IReadOnlyList<string>? Flaws
)
{
    /// <param name="showsAddresses">The caller may see addresses and keys.</param>
    internal static AuthorityItem Of(KnownAuthority authority, bool showsAddresses, DateTimeOffset now) =>
        new(
            authority.Code,
            authority.Name,
            authority.State,
            authority.IsServed,
            authority.Languages,
            [.. authority.Channels.Select(endpoint => ChannelItem.Of(endpoint, showsAddresses))],
            [.. authority.Roles.Select(role => new RoleItem(role.Role, role.LegalBasis, role.RequestType))],
            authority.Acceptance is { } acceptance
                ? new(
                    acceptance.IsAccepted,
                    acceptance.Conditions,
                    [.. acceptance.Requirements.Select(requirement => requirement.Code)]
                )
                : null,
            showsAddresses ? [.. authority.Keys.Select(KeyItem.Of)] : null,
            authority.Verified is { } verified ? new(verified.Source, verified.At) : null,
            Upkeep.IsStale(authority.Verified, authority.RegisteredAt, now),
            authority.Version,
            authority.Flaws.Count > 0 ? authority.Flaws : null
        );
}

/// <param name="Address">Absent for callers who only look after delivery.</param>
/// <param name="Revision">What an attempt to send there cites.</param>
public sealed record ChannelItem(string Channel, bool Sandbox, string? Address, Guid? Revision)
{
    internal static ChannelItem Of(ChannelEndpoint endpoint, bool showsAddress) =>
        new(endpoint.Channel, endpoint.IsSandbox, showsAddress ? endpoint.Address : null, endpoint.Revision);
}

/// <param name="LegalBasis">Absent when it holds under any.</param>
/// <param name="RequestType">Absent when it holds for what the role takes by its nature.</param>
public sealed record RoleItem(AuthorityRole Role, string? LegalBasis, string? RequestType);

/// <param name="Electronic">It takes electronic requests at all.</param>
/// <param name="Requirements">Codes; preflight shows the texts.</param>
public sealed record AcceptanceItem(
    bool Electronic,
    IReadOnlyList<AcceptanceCondition> Conditions,
    IReadOnlyList<string> Requirements
);

/// <param name="Certificate">PEM.</param>
/// <param name="From">Since when it was in force here.</param>
/// <param name="Until">Absent while it is in force.</param>
public sealed record KeyItem(
    string KeyId,
    KeyPurpose Purpose,
    string Certificate,
    DateTimeOffset ValidFrom,
    DateTimeOffset ValidTo,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    internal static KeyItem Of(KnownKey key) =>
        new(key.KeyId, key.Purpose, Pem(key.Certificate.Span), key.ValidFrom, key.ValidTo, key.From, key.Until);

    internal static string Pem(ReadOnlySpan<byte> certificate) => PemEncoding.WriteString("CERTIFICATE", certificate);
}

public sealed record VerificationItem(string Source, DateTimeOffset At);

/// <summary>An endpoint that is or was in force.</summary>
/// <param name="Until">Absent while it is in force.</param>
public sealed record EndpointItem(
    string Channel,
    bool Sandbox,
    string Address,
    Guid Revision,
    DateTimeOffset From,
    DateTimeOffset? Until
)
{
    internal static EndpointItem Of(KnownEndpoint known) =>
        new(
            known.Endpoint.Channel,
            known.Endpoint.IsSandbox,
            known.Endpoint.Address,
            known.Endpoint.Revision!.Value,
            known.From,
            known.Until
        );
}
