using System.Collections.Frozen;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;
using JasperFx.Events;

namespace Gateway.Api.Authorities;

/// <summary>The whole directory as read from the event store at one time. It is never changed, only replaced.</summary>
/// <param name="Unreadable">Streams that could not be read at all, with a code of why.</param>
public sealed record DirectorySnapshot(
    FrozenDictionary<Guid, DirectoryStream> Streams,
    IReadOnlyDictionary<Guid, string> Unreadable
)
{
    public static readonly DirectorySnapshot Empty = new(
        FrozenDictionary<Guid, DirectoryStream>.Empty,
        FrozenDictionary<Guid, string>.Empty
    );

    public IReadOnlyCollection<KnownAuthority> All { get; } =
    [.. Streams.Values.Select(stream => stream.Now).OrderBy(authority => authority.Code, StringComparer.Ordinal)];

    public IReadOnlyCollection<SigningKey> SigningKeys { get; } =
    [.. Streams.Values.SelectMany(stream => stream.Now.SigningKeys)];

    public DirectoryStream? Find(string code) => Streams.GetValueOrDefault(AuthorityCode.StreamId(code));
}

/// <summary>One authority: its events in order, with what they cite opened.</summary>
/// <param name="Contents">By vault item; null where it cannot be read.</param>
public sealed record DirectoryStream(
    IReadOnlyList<IEvent> Facts,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>?> Contents,
    bool IsServed
)
{
    public Authority Authority { get; } = Fold(Facts)!;

    public long Version => Facts[^1].Version;

    public KnownAuthority Now => now ??= new DecryptedAuthority(Authority, Open).Known(IsServed, Version);

    private KnownAuthority? now;

    /// <summary>
    /// The authority as its events described it at a past instant. A stream is ordered by sequence: the last event recorded
    /// for the instant or before is the last one known then.
    /// </summary>
    public KnownAuthority? At(DateTimeOffset instant)
    {
        var known = Facts
            .Take(Facts.Select((fact, index) => ((IDomainEvent)fact.Data).At <= instant ? index + 1 : 0).Max())
            .ToList();
        return Fold(known) is { } then ? new DecryptedAuthority(then, Open).Known(IsServed, known[^1].Version) : null;
    }

    public KnownKey? Key(string keyId) =>
        Authority.Key(keyId) is { } key ? new DecryptedAuthority(Authority, Open).Key(key) : null;

    public KnownEndpoint? Endpoint(Guid revision) =>
        Authority.Endpoints.Find(endpoint => endpoint.Id == revision) is { } found
            ? new DecryptedAuthority(Authority, Open).Endpoint(found)
            : null;

    public ReadOnlyMemory<byte>? Open(VaultItem item) => Contents.GetValueOrDefault(item.ItemId);

    private static Authority? Fold(IReadOnlyList<IEvent> facts) => Authority.Replay([.. facts.Select(fact => fact.Data)]);
}
