using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Vault;
using JasperFx.Events;

namespace Gateway.Api.Authorities;

/// <summary>The events of an authority, for callers who may see addresses and keys.</summary>
internal static class DirectoryHistory
{
    public static async Task<DirectoryHistoryItem> DescribeAsync(
        IEvent fact,
        DirectoryStream stream,
        DirectoryVault vault,
        CancellationToken cancellation
    )
    {
        var data = fact.Data;
        return new(
            fact.Sequence,
            fact.Version,
            EventNames.Outer(data),
            ((IDomainEvent)data).At,
            fact.UserName ?? "gateway",
            ChangeOf(data),
            (data as IOverChannel)?.Channel,
            RevisionOf(data),
            AddressOf(data) is { } address ? TextOf(stream, address) : null,
            KeyOf(data),
            CheckOf(data) is { } check ? await vault.ReadTextAsync(check, cancellation) : null,
            [.. ((IDomainEvent)data).Cites.Select(item => item.CiphertextDigest)]
        );
    }

    private static Guid? ChangeOf(object fact) =>
        fact switch
        {
            ChannelEndpointProposed proposed => proposed.ChangeId,
            ChannelEndpointConfirmed confirmed => confirmed.ChangeId,
            ChannelEndpointRetirementProposed proposed => proposed.ChangeId,
            ChannelEndpointRetired retired => retired.ChangeId,
            KeyProposed proposed => proposed.ChangeId,
            KeyPinned pinned => pinned.ChangeId,
            KeyRetirementProposed proposed => proposed.ChangeId,
            KeyRetired retired => retired.ChangeId,
            ChangeWithdrawn withdrawn => withdrawn.ChangeId,
            ChangeLapsed lapsed => lapsed.ChangeId,
            _ => null,
        };

    private static Guid? RevisionOf(object fact) =>
        fact switch
        {
            ChannelEndpointConfigured configured => configured.Revision,
            ChannelEndpointProposed proposed => proposed.ChangeId,
            ChannelEndpointConfirmed confirmed => confirmed.ChangeId,
            ChannelEndpointRetirementProposed proposed => proposed.Revision,
            ChannelEndpointRetired retired => retired.Revision,
            _ => null,
        };

    private static VaultItem? AddressOf(object fact) =>
        fact switch
        {
            ChannelEndpointConfigured configured => configured.Address,
            ChannelEndpointProposed proposed => proposed.Address,
            _ => null,
        };

    private static string? KeyOf(object fact) =>
        fact switch
        {
            KeyConfigured configured => configured.Key.KeyId,
            KeyProposed proposed => proposed.Key.KeyId,
            KeyPinned pinned => pinned.KeyId,
            KeyRetirementProposed proposed => proposed.KeyId,
            KeyRetired retired => retired.KeyId,
            _ => null,
        };

    private static VaultItem? CheckOf(object fact) =>
        fact switch
        {
            ChannelEndpointConfirmed confirmed => confirmed.Check,
            ChannelEndpointRetired retired => retired.Check,
            KeyPinned pinned => pinned.Check,
            KeyRetired retired => retired.Check,
            ContactVerified verified => verified.Note,
            _ => null,
        };

    private static string? TextOf(DirectoryStream stream, VaultItem item) =>
        new DecryptedAuthority(stream.Authority, stream.Open).Text(item);
}

/// <param name="Type">Name of the event, e.g. <c>ChannelEndpointConfirmed</c>.</param>
/// <param name="Actor">Opaque id of who acted; <c>configuration</c> for the configuration file.</param>
/// <param name="Revision">The endpoint's revision, as attempts cite it.</param>
/// <param name="Check">How, and with whom, it was checked out of band.</param>
/// <param name="Digests">SHA-256 of the ciphertext of each vault item the event cites.</param>
public sealed record DirectoryHistoryItem(
    long Sequence,
    long Version,
    string Type,
    DateTimeOffset At,
    string Actor,
    Guid? ChangeId,
    string? Channel,
    Guid? Revision,
    string? Address,
    string? KeyId,
    string? Check,
    IReadOnlyList<string> Digests
);
