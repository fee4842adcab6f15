using System.Security.Cryptography;
using Gateway.Domain.Vault;
using Npgsql;
using NpgsqlTypes;

namespace Gateway.Adapters.Vault;

/// <summary>
/// The vault in PostgreSQL, where every node reaches it: tables <c>vault.key</c>, <c>vault.item</c>, <c>vault.chunk</c>,
/// <c>vault.key_check</c>.
/// </summary>
public sealed class PostgresVault(NpgsqlDataSource database, KeyRing ring, TimeProvider clock) : IVault
{
    /// <summary>Runs in the transaction of the events that cite items; parameters: the tenant, the item ids.</summary>
    public const string CiteSql = VaultSql.Cite;

    /// <summary>Bytes of content that are sealed in memory; more is streamed into the database before its events.</summary>
    public const long LargestSealed = 1024 * 1024;

    private static readonly VaultScope GatewayScope = new("", Guid.Empty);
    private DataKey? gatewayKey;

    public async Task CreateSchemaAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(VaultSql.Schema);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Verifies, before anything is stored, that the keys are the ones that this database was made with.</summary>
    /// <param name="isNew">Nothing depends on the gateway's own key yet, so that it may be made.</param>
    /// <exception cref="InvalidOperationException">Another key-encryption key, or the gateway's own key is lost.</exception>
    public async Task CheckKeysAsync(bool isNew, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await KeyCheck.RunAsync(connection, ring, cancellation);
        gatewayKey = await FindKeyAsync(connection, GatewayScope, cancellation);
        if (gatewayKey is null && !isNew)
            throw new InvalidOperationException(
                "The gateway's own key is missing in the table vault.key, though messages were accepted with it. Restore "
                    + "it from a backup."
            );
        gatewayKey ??= await KeyOfAsync(connection, GatewayScope, cancellation);
    }

    public async Task<IReadOnlyList<VaultItem>> StoreAsync(
        VaultScope scope,
        IReadOnlyList<NewItem> items,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var key = await KeyOfAsync(connection, scope, cancellation);
        var sealing = items.Select(item => new ItemSealing(key, item)).ToList();
        var stored = await FindStoredAsync(connection, scope, [.. sealing.Select(one => one.Id)], cancellation);
        await using (var small = new NpgsqlBatch(connection, transaction))
        {
            foreach (var one in sealing.Where(one => !stored.ContainsKey(one.Id)))
            {
                await WriteAsync(connection, transaction, small, scope, one, cancellation);
                stored[one.Id] = one.Digest;
            }
            if (small.BatchCommands.Count > 0)
                await small.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return [.. sealing.Select(one => new VaultItem(one.Id, stored[one.Id], one.Size))];
    }

    /// <summary>
    /// Encrypts items in memory, to be stored by the transaction of the events that cite them: for content up to
    /// <see cref="LargestSealed"/>, each part in a place of its own.
    /// </summary>
    /// <param name="isNew">The scope has no content yet and gets its key in the same transaction.</param>
    /// <exception cref="VaultItemUnreadableException">The scope has content, and its key is gone.</exception>
    public async Task<SealedItems> SealAsync(
        VaultScope scope,
        bool isNew,
        IReadOnlyList<NewItem> items,
        CancellationToken cancellation
    )
    {
        var commands = new List<(string, object[])>();
        var now = clock.GetUtcNow();
        DataKey? key;
        if (isNew)
        {
            var fresh = RandomNumberGenerator.GetBytes(32);
            key = new DataKey(fresh);
            commands.Add((VaultSql.InsertKey, [scope.Tenant, scope.StreamId, ring.Wrap(fresh, scope.ToString()), now]));
        }
        else
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            key =
                await FindKeyAsync(connection, scope, cancellation)
                ?? throw new VaultItemUnreadableException("The key of what is to be added to was lost or destroyed.");
        }
        var sealing = items.Select(item => new ItemSealing(key, item)).ToList();
        var chunks = new List<(string Id, int Number, byte[] Sealed)>();
        foreach (var one in sealing)
            await one.RunAsync(
                (number, chunk) =>
                {
                    chunks.Add((one.Id, number, chunk.ToArray()));
                    return Task.CompletedTask;
                },
                cancellation
            );
        commands.Add(
            (
                VaultSql.InsertSealed,
                [
                    scope.Tenant,
                    scope.StreamId,
                    now,
                    DataKey.Format,
                    sealing.Select(one => one.Id).ToArray(),
                    sealing.Select(one => one.SealedIndex).ToArray(),
                    sealing.Select(one => one.Digest).ToArray(),
                    sealing.Select(one => one.ChunkCount).ToArray(),
                    scope.Tenant,
                    scope.StreamId,
                    chunks.Select(chunk => chunk.Id).ToArray(),
                    chunks.Select(chunk => chunk.Number).ToArray(),
                    chunks.Select(chunk => chunk.Sealed).ToArray(),
                ]
            )
        );
        return new([.. sealing.Select(one => new VaultItem(one.Id, one.Digest, one.Size))], commands);
    }

    /// <summary>The scopes of a tenant that have a key.</summary>
    public async Task<IReadOnlySet<Guid>> FindKeyedAsync(
        string tenant,
        IReadOnlyCollection<Guid> streams,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(VaultSql.FindKeyed);
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = streams.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keyed = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellation))
            keyed.Add(reader.GetGuid(0));
        return keyed;
    }

    public async ValueTask<Stream> OpenAsync(VaultScope scope, string itemId, CancellationToken cancellation) =>
        (await FindAsync(scope, itemId, null, null, cancellation)).Open();

    public ValueTask<FoundItem> FindAsync(
        VaultScope scope,
        VaultItem cited,
        string? place,
        CancellationToken cancellation
    ) => FindAsync(scope, cited.ItemId, cited, place, cancellation);

    public async ValueTask<string> FingerprintAsync(string text, CancellationToken cancellation)
    {
        if (gatewayKey is null)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            gatewayKey =
                await FindKeyAsync(connection, GatewayScope, cancellation)
                ?? throw new VaultItemUnreadableException("The gateway's own key is missing.");
        }
        return gatewayKey.Fingerprint(text);
    }

    /// <summary>
    /// Items stored before an instant that no event cited, at most 1,000: leftovers of an interrupted act.
    /// </summary>
    public async Task<IReadOnlyList<(VaultScope Scope, string ItemId)>> FindUncitedAsync(
        DateTimeOffset storedBefore,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(VaultSql.FindUncited);
        command.Parameters.Add(new() { Value = storedBefore, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(VaultScope, string)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((new(reader.GetString(0), reader.GetGuid(1)), reader.GetString(2)));
        return found;
    }

    /// <summary>
    /// Removes those of the items that are still uncited and were not stored again meanwhile, and a key left without items.
    /// </summary>
    /// <returns>How many were removed.</returns>
    public async Task<long> RemoveUncitedAsync(
        VaultScope scope,
        IReadOnlyList<string> itemIds,
        DateTimeOffset storedBefore,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(VaultSql.LockKey);
        var removed = (long)
            (
                await RunAsync(
                    VaultSql.RemoveUncited,
                    new() { Value = itemIds.ToArray() },
                    new() { Value = storedBefore, NpgsqlDbType = NpgsqlDbType.TimestampTz }
                )
            )!;
        await RunAsync(VaultSql.RemoveEmptyScope);
        await transaction.CommitAsync(cancellation);
        return removed;

        async Task<object?> RunAsync(string sql, params NpgsqlParameter[] parameters)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            AddScope(command.Parameters, scope);
            command.Parameters.AddRange(parameters);
            return await command.ExecuteScalarAsync(cancellation);
        }
    }

    /// <summary>Removes the key of a scope and everything stored under it.</summary>
    public async Task RemoveScopeAsync(VaultScope scope, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(VaultSql.RemoveScope);
        AddScope(command.Parameters, scope);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Small items go in one batch; each chunk of a large one is a separate round trip, so that memory use stays constant.
    /// </summary>
    private async Task WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        NpgsqlBatch small,
        VaultScope scope,
        ItemSealing sealing,
        CancellationToken cancellation
    )
    {
        await sealing.RunAsync(InsertAsync, cancellation);
        small.BatchCommands.Add(
            new NpgsqlBatchCommand(VaultSql.InsertItem)
            {
                Parameters =
                {
                    new() { Value = scope.Tenant },
                    new() { Value = scope.StreamId },
                    new() { Value = sealing.Id },
                    new() { Value = sealing.SealedIndex },
                    new() { Value = sealing.Digest },
                    new() { Value = sealing.ChunkCount },
                    new() { Value = clock.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = DataKey.Format },
                },
            }
        );

        async Task InsertAsync(int number, ReadOnlyMemory<byte> chunk)
        {
            var insert = new NpgsqlBatchCommand(VaultSql.InsertChunk)
            {
                Parameters =
                {
                    new() { Value = scope.Tenant },
                    new() { Value = scope.StreamId },
                    new() { Value = sealing.Id },
                    new() { Value = number },
                    new() { Value = chunk },
                },
            };
            if (sealing.ChunkCount == 1)
            {
                small.BatchCommands.Add(insert);
                return;
            }
            await using var single = new NpgsqlBatch(connection, transaction) { BatchCommands = { insert } };
            await single.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task<Dictionary<string, string>> FindStoredAsync(
        NpgsqlConnection connection,
        VaultScope scope,
        string[] ids,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(VaultSql.FindStored, connection);
        AddScope(command.Parameters, scope);
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = clock.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var stored = new Dictionary<string, string>();
        while (await reader.ReadAsync(cancellation))
            stored[reader.GetString(0)] = reader.GetString(1);
        return stored;
    }

    /// <summary>The first chunk comes with the index entry: most items have one.</summary>
    /// <param name="cited">As an event cites it; the stored item must be the same.</param>
    private async ValueTask<FoundItem> FindAsync(
        VaultScope scope,
        string itemId,
        VaultItem? cited,
        string? place,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(VaultSql.FindItem);
        AddScope(command.Parameters, scope);
        command.Parameters.Add(new() { Value = itemId });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            throw new VaultItemUnreadableException($"Vault item {itemId} is missing or its key was destroyed.");
        try
        {
            var key = new DataKey(ring.Unwrap(reader.GetFieldValue<byte[]>(0), scope.ToString()));
            var index = key.OpenIndex(itemId, reader.GetInt16(3), reader.GetFieldValue<byte[]>(1));
            if (
                cited is not null
                && (cited.CiphertextDigest != (index.CiphertextDigest ?? reader.GetString(4)) || cited.Size != index.Size)
            )
                throw new VaultItemUnreadableException($"Vault item {itemId} is not the one that the fact cites.");
            if (place is not null && index.ContentKey is not null && index.Place != place)
                throw new VaultItemUnreadableException(
                    $"Vault item {itemId} is cited in another place than it was stored for."
                );
            var chunks = reader.GetInt32(2);
            var first = await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetFieldValue<byte[]>(5);
            return new(
                new(index.Name, index.MediaType, index.Size, index.Sha256),
                () =>
                    new VaultStream(
                        key.CipherFor(itemId, index),
                        index.Size,
                        chunks,
                        (number, stop) =>
                            number == 0 && first is not null
                                ? Task.FromResult(first)
                                : ReadChunkAsync(scope, itemId, number, stop)
                    )
            );
        }
        catch (CryptographicException exception)
        {
            throw new VaultItemUnreadableException($"Vault item {itemId} or its key was altered.", exception);
        }
    }

    private async Task<byte[]> ReadChunkAsync(VaultScope scope, string itemId, int number, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(VaultSql.ReadChunk);
        AddScope(command.Parameters, scope);
        command.Parameters.Add(new() { Value = itemId });
        command.Parameters.Add(new() { Value = number });
        return await command.ExecuteScalarAsync(cancellation) as byte[]
            ?? throw new VaultItemUnreadableException($"Chunk {number} of vault item {itemId} is missing.");
    }

    /// <summary>
    /// The scope's key, made on first use; of two writers at once the second waits and takes the first one's.
    /// </summary>
    /// <exception cref="VaultItemUnreadableException">The scope has content, and its key is gone.</exception>
    private async Task<DataKey> KeyOfAsync(NpgsqlConnection connection, VaultScope scope, CancellationToken cancellation)
    {
        await using var take = new NpgsqlCommand(VaultSql.TakeKey, connection);
        AddScope(take.Parameters, scope);
        take.Parameters.Add(new() { Value = ring.Wrap(RandomNumberGenerator.GetBytes(32), scope.ToString()) });
        take.Parameters.Add(new() { Value = clock.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await take.ExecuteScalarAsync(cancellation) is byte[] wrapped
            ? new DataKey(ring.Unwrap(wrapped, scope.ToString()))
            : throw new VaultItemUnreadableException("The key of what is to be added to was lost or destroyed.");
    }

    private async Task<DataKey?> FindKeyAsync(NpgsqlConnection connection, VaultScope scope, CancellationToken cancellation)
    {
        await using var read = new NpgsqlCommand(VaultSql.ReadKey, connection);
        AddScope(read.Parameters, scope);
        return await read.ExecuteScalarAsync(cancellation) is byte[] wrapped
            ? new DataKey(ring.Unwrap(wrapped, scope.ToString()))
            : null;
    }

    private static void AddScope(NpgsqlParameterCollection parameters, VaultScope scope)
    {
        parameters.Add(new() { Value = scope.Tenant });
        parameters.Add(new() { Value = scope.StreamId });
    }
}
