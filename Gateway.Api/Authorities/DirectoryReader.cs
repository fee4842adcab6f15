using System.Collections.Concurrent;
using System.Collections.Frozen;
using Gateway.Api.Persistence;
using Gateway.Domain.Authorities;
using Gateway.Domain.Vault;
using JasperFx;
using Marten;
using Npgsql;

namespace Gateway.Api.Authorities;

/// <summary>
/// Reads the streams of authorities that changed. One query over the stream versions finds them. A stream or vault item that
/// cannot be read affects only its own authority.
/// </summary>
public sealed class DirectoryReader(
    NpgsqlDataSource database,
    IDocumentStore store,
    DirectoryVault vault,
    ConfiguredDirectory configured,
    TimeProvider clock,
    ILogger<DirectoryReader> log
)
{
    private const int AtOnce = 4;

    /// <summary>How often a failed read is retried: the data may have been restored.</summary>
    private static readonly TimeSpan TriedAgainEvery = TimeSpan.FromSeconds(30);

    private DateTimeOffset triedAt = DateTimeOffset.MinValue;

    /// <returns>The same snapshot when nothing changed.</returns>
    public async Task<DirectorySnapshot> ReadAsync(DirectorySnapshot before, CancellationToken cancellation)
    {
        var heads = await HeadsAsync(cancellation);
        var isTimeToTryAgain = clock.GetUtcNow() - triedAt >= TriedAgainEvery;
        var changed = heads
            .Where(head => HasChanged(before, head.Key, head.Value, isTimeToTryAgain))
            .Select(head => head.Key)
            .ToList();
        if (changed.Count == 0)
            return before;
        triedAt = clock.GetUtcNow();
        var (read, unreadable) = (
            new ConcurrentDictionary<Guid, DirectoryStream>(),
            new ConcurrentDictionary<Guid, string>()
        );
        await Parallel.ForEachAsync(
            changed,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (id, stop) =>
            {
                var (stream, reason) = await TryReadStreamAsync(id, before.Streams.GetValueOrDefault(id), stop);
                if (stream is not null)
                    read[id] = stream;
                else
                    unreadable[id] = reason!;
            }
        );
        return new(
            before.Streams.Where(stream => !read.ContainsKey(stream.Key)).Concat(read).ToFrozenDictionary(),
            before.Unreadable.Where(one => !changed.Contains(one.Key)).Concat(unreadable).ToFrozenDictionary()
        );
    }

    private static bool HasChanged(DirectorySnapshot before, Guid id, long version, bool isTimeToTryAgain) =>
        !before.Streams.TryGetValue(id, out var known)
            ? isTimeToTryAgain || !before.Unreadable.ContainsKey(id)
            : known.Version != version && (isTimeToTryAgain || !before.Unreadable.ContainsKey(id))
                || isTimeToTryAgain && known.Contents.Any(content => content.Value is null);

    /// <summary>A stream that cannot be read, for any reason, leaves that authority in its last known state.</summary>
    private async Task<(DirectoryStream? Stream, string? Reason)> TryReadStreamAsync(
        Guid id,
        DirectoryStream? known,
        CancellationToken cancellation
    )
    {
        try
        {
            return (await ReadStreamAsync(id, known, cancellation), null);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
        {
            log.LogError(
                exception,
                "The authority in stream {StreamId} cannot be read: {Reason}",
                id,
                exception.GetType().Name
            );
            return (null, exception.GetType().Name);
        }
    }

    private async Task<DirectoryStream> ReadStreamAsync(Guid id, DirectoryStream? known, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var facts = await UnbrokenStream.FetchAsync(session, id, cancellation);
        var contents = new Dictionary<string, ReadOnlyMemory<byte>?>();
        foreach (var item in facts.SelectMany(fact => Shown(fact.Data)))
            if (!contents.ContainsKey(item.ItemId))
                contents[item.ItemId] = known?.Open(item) ?? await OpenAsync(item, id, cancellation);
        var code = ((AuthorityRegistered)facts[0].Data).Code;
        foreach (
            var key in facts
                .Select(fact => KeyOf(fact.Data))
                .OfType<AuthorityKey>()
                .Where(key => !IsOf(code, key, contents[key.Certificate.ItemId]))
                .ToList()
        )
        {
            log.LogError(
                "The certificate of key {KeyId} in stream {StreamId} is not the one that was recorded",
                key.KeyId,
                id
            );
            contents[key.Certificate.ItemId] = null;
        }
        return new DirectoryStream(facts, contents, configured.Served.Contains(code));
    }

    /// <summary>The items kept in memory; notes, requirements and lists are opened on demand.</summary>
    private static IEnumerable<VaultItem> Shown(object fact) =>
        fact switch
        {
            AuthorityRegistered registered => [registered.Name],
            AuthorityRenamed renamed => [renamed.Name],
            ChannelEndpointConfigured configured => [configured.Address],
            ChannelEndpointProposed proposed => [proposed.Address],
            KeyConfigured configured => [configured.Key.Certificate],
            KeyProposed proposed => [proposed.Key.Certificate],
            _ => [],
        };

    private static AuthorityKey? KeyOf(object fact) =>
        fact switch
        {
            KeyConfigured configured => configured.Key with { Sha256 = configured.CertificateSha256 },
            KeyProposed proposed => proposed.Key with { Sha256 = proposed.CertificateSha256 },
            _ => null,
        };

    /// <summary>
    /// The id and the digest of a key are those of its certificate; one that cannot be read was reported already.
    /// </summary>
    private static bool IsOf(string code, AuthorityKey key, ReadOnlyMemory<byte>? certificate) =>
        certificate is not { } der
        || VaultItems.DigestOf(der) is var sha256
            && KeyId.Of(code, key.Purpose, sha256) == key.KeyId
            && (key.Sha256 ?? sha256) == sha256;

    private async Task<ReadOnlyMemory<byte>?> OpenAsync(VaultItem item, Guid stream, CancellationToken cancellation)
    {
        try
        {
            return await vault.OpenAsync(item, cancellation);
        }
        catch (VaultItemUnreadableException)
        {
            log.LogError("Vault item {ItemId} of the authority in stream {StreamId} cannot be read", item.ItemId, stream);
            return null;
        }
    }

    /// <summary>The version of every authority's stream: committed events only, a few bytes for each authority.</summary>
    private async Task<IReadOnlyDictionary<Guid, long>> HeadsAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select id, version from {Database.Schema}.mt_streams where tenant_id = $1 and type = 'authority'"
        );
        command.Parameters.Add(new() { Value = StorageConstants.DefaultTenantId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var heads = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(cancellation))
            heads[reader.GetGuid(0)] = reader.GetInt64(1);
        return heads;
    }
}
