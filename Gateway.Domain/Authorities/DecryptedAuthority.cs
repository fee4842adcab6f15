using System.Text;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>
/// An authority with the opened vault items that its stream cites. An item that cannot be read is left out and reported: an
/// unreadable address is not used, and damage to one authority does not affect another.
/// </summary>
/// <param name="Open">The bytes of an item; null when they cannot be read.</param>
public sealed record DecryptedAuthority(Authority Authority, Func<VaultItem, ReadOnlyMemory<byte>?> Open)
{
    public KnownAuthority Known(bool isServed, long version)
    {
        var flaws = new List<string>();
        if (Text(Authority.Name) is null)
            flaws.Add("name");
        var endpoints = Authority
            .Endpoints.Where(endpoint => endpoint.IsInForce)
            .OrderBy(endpoint => endpoint.Preference)
            .ToList();
        flaws.AddRange(
            endpoints.Where(endpoint => Endpoint(endpoint) is null).Select(endpoint => $"endpoint/{endpoint.Channel}")
        );
        var keys = Authority.Keys.Where(key => key.IsInForce).ToList();
        flaws.AddRange(keys.Where(key => Key(key) is null).Select(key => $"key/{key.Key.KeyId}"));
        var readable = keys.Select(Key).OfType<KnownKey>().ToList();
        return new(
            Authority.Code,
            Text(Authority.Name) ?? Authority.Code,
            Authority.State,
            isServed,
            [.. endpoints.Select(Endpoint).OfType<KnownEndpoint>().Select(known => known.Endpoint)],
            [
                .. readable
                    .Where(key => key.Purpose == KeyPurpose.Signing)
                    .Select(key => new SigningKey(key.KeyId, Authority.Code, key.Certificate)),
            ],
            Authority.Languages
        )
        {
            Roles = Authority.Roles,
            Acceptance = Authority.Acceptance,
            Keys = readable,
            Verified = Authority.Verified,
            RegisteredAt = Authority.RegisteredAt,
            Version = version,
            Flaws = flaws,
        };
    }

    public KnownEndpoint? Endpoint(EndpointRevision revision) =>
        Text(revision.Address) is { } address
            ? new(
                new ChannelEndpoint(revision.Channel, address, revision.IsSandbox, revision.Id),
                revision.From,
                revision.Until
            )
            : null;

    public KnownKey? Key(KeyRevision revision) =>
        Open(revision.Key.Certificate) is { } certificate
            ? new(
                revision.Key.KeyId,
                revision.Key.Purpose,
                certificate,
                revision.Key.ValidFrom,
                revision.Key.ValidTo,
                revision.From,
                revision.Until
            )
            : null;

    public string? Text(VaultItem item) => Open(item) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
}
