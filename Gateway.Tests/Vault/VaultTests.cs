using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Vault;
using Gateway.Domain.Vault;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Vault;

/// <summary>What is stored comes back byte for byte or not at all, and the database alone says nothing about it.</summary>
public sealed class VaultTests(TestPostgres postgres) : IAsyncLifetime
{
    private const int Chunk = 256 * 1024;
    private static readonly byte[] Kek = RandomNumberGenerator.GetBytes(32);
    private static readonly VaultScope Scope = new("CO-CA", Guid.CreateVersion7());
    private NpgsqlDataSource database = null!;
    private PostgresVault vault = null!;

    public async ValueTask InitializeAsync()
    {
        database = NpgsqlDataSource.Create(await postgres.NewDatabaseAsync());
        vault = new PostgresVault(database, new KeyRing(Kek), TimeProvider.System);
        await vault.CreateSchemaAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData(3 * Chunk + 7)]
    public async Task Bytes_of_any_length_come_back_with_their_name_type_and_digest(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);

        var stored = await StoreAsync(Scope, bytes, "annex.pdf");

        stored.Size.ShouldBe(length);
        (await ReadAsync(Scope, stored)).ShouldBe(bytes);
        (await vault.FindAsync(Scope, stored, null, CancellationToken.None)).Index.ShouldBe(
            new ItemIndex("annex.pdf", "application/pdf", length, Sha256(bytes))
        );
    }

    [Fact]
    public async Task The_same_bytes_in_one_request_are_one_item_and_in_another_request_a_different_one()
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);

        var first = await StoreAsync(Scope, bytes);
        var again = await StoreAsync(Scope, bytes);
        var elsewhere = await StoreAsync(new("CO-CA", Guid.CreateVersion7()), bytes);

        again.ShouldBe(first);
        elsewhere.ItemId.ShouldNotBe(first.ItemId);
        elsewhere.CiphertextDigest.ShouldNotBe(first.CiphertextDigest);
    }

    [Fact]
    public async Task The_digest_that_events_cite_is_that_of_the_stored_ciphertext()
    {
        var stored = await StoreAsync(Scope, RandomNumberGenerator.GetBytes(2 * Chunk + 5));

        await using var command = database.CreateCommand(
            "select sealed from vault.chunk where item_id = $1 order by number"
        );
        command.Parameters.Add(new() { Value = stored.ItemId });
        await using var reader = await command.ExecuteReaderAsync();
        using var ciphertext = new MemoryStream();
        while (await reader.ReadAsync())
            ciphertext.Write(reader.GetFieldValue<byte[]>(0));
        Sha256(ciphertext.ToArray()).ShouldBe(stored.CiphertextDigest);
    }

    [Fact]
    public async Task Neither_content_nor_name_nor_plain_digest_is_readable_in_the_database()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Núñez Ibáñez, Álvaro; ", 100)));
        await StoreAsync(Scope, bytes, "Núñez.pdf");

        var dump = await DumpAsync();

        foreach (
            var secret in new[]
            {
                "Ibáñez"u8.ToArray(),
                "Núñez.pdf"u8.ToArray(),
                Encoding.ASCII.GetBytes(Sha256(bytes)),
                SHA256.HashData(bytes),
                Kek,
            }
        )
            dump.AsSpan().IndexOf(secret).ShouldBe(-1);
    }

    /// <summary>What somebody with write access to the database could do, in SQL on an item of four chunks.</summary>
    [Theory]
    [InlineData(
        "a bit of a chunk flipped",
        "update vault.chunk set sealed = set_byte(sealed, 100, get_byte(sealed, 100) # 1) where number = 1"
    )]
    [InlineData(
        "a chunk cut short",
        "update vault.chunk set sealed = substring(sealed from 1 for length(sealed) - 1) where number = 1"
    )]
    [InlineData("a chunk emptied", "update vault.chunk set sealed = '' where number = 1")]
    [InlineData("the last chunk removed", "delete from vault.chunk where number = 3")]
    [InlineData("the item declared shorter", "delete from vault.chunk where number = 3; update vault.item set chunks = 3")]
    [InlineData(
        "the item declared longer",
        "insert into vault.chunk select tenant, stream_id, item_id, 4, sealed from vault.chunk where number = 3; update "
            + "vault.item set chunks = 5"
    )]
    [InlineData(
        "two chunks exchanged",
        "update vault.chunk set number = case number when 1 then 12 when 2 then 11 end where number in (1, 2); update "
            + "vault.chunk set number = number - 10 where number > 10"
    )]
    [InlineData(
        "a chunk repeated",
        "update vault.chunk set sealed = (select sealed from vault.chunk where number = 1) where number = 2"
    )]
    [InlineData(
        "the index altered",
        "update vault.item set sealed_index = set_byte(sealed_index, 3, get_byte(sealed_index, 3) # 1)"
    )]
    [InlineData(
        "the key altered",
        "update vault.key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where tenant <> ''"
    )]
    [InlineData("the key destroyed", "delete from vault.key where tenant <> ''")]
    [InlineData(
        "moved to another request",
        "update vault.key set stream_id = '00000000-0000-7000-8000-000000000001' where tenant <> ''; update vault.item set "
            + "stream_id = '00000000-0000-7000-8000-000000000001'; update vault.chunk set stream_id = "
            + "'00000000-0000-7000-8000-000000000001'"
    )]
    public async Task What_was_altered_in_the_database_is_never_given_out(string what, string sql)
    {
        var bytes = RandomNumberGenerator.GetBytes(3 * Chunk + 50);
        var stored = await StoreAsync(Scope, bytes);
        (await ReadAsync(Scope, stored)).ShouldBe(bytes);

        await using (var command = database.CreateCommand(sql))
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0, what);

        var scope = what.StartsWith("moved", StringComparison.Ordinal)
            ? Scope with
            {
                StreamId = new("00000000-0000-7000-8000-000000000001"),
            }
            : Scope;
        await Should.ThrowAsync<VaultItemUnreadableException>(() => ReadAsync(scope, stored), what);
    }

    [Fact]
    public async Task Another_key_encryption_key_opens_nothing()
    {
        var stored = await StoreAsync(Scope, [1, 2, 3]);
        var other = new PostgresVault(database, new KeyRing(RandomNumberGenerator.GetBytes(32)), TimeProvider.System);

        await Should.ThrowAsync<VaultItemUnreadableException>(async () =>
            await other.OpenAsync(Scope, stored.ItemId, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Destroying_one_requests_key_leaves_every_other_request_readable()
    {
        var other = new VaultScope("CO-CA", Guid.CreateVersion7());
        var (erased, kept) = (await StoreAsync(Scope, [1, 2, 3]), await StoreAsync(other, [4, 5, 6]));

        await using (var command = database.CreateCommand("delete from vault.key where stream_id = $1"))
        {
            command.Parameters.Add(new() { Value = Scope.StreamId });
            await command.ExecuteNonQueryAsync();
        }

        await Should.ThrowAsync<VaultItemUnreadableException>(() => ReadAsync(Scope, erased));
        (await ReadAsync(other, kept)).ShouldBe([4, 5, 6]);
    }

    [Fact]
    public async Task Many_writers_of_one_new_request_share_one_key()
    {
        var scope = new VaultScope("CO-CA", Guid.CreateVersion7());
        var contents = Enumerable.Range(0, 20).Select(_ => RandomNumberGenerator.GetBytes(500)).ToList();

        var stored = await Task.WhenAll(contents.Select(bytes => StoreAsync(scope, bytes)));

        for (var i = 0; i < contents.Count; i++)
            (await ReadAsync(scope, stored[i])).ShouldBe(contents[i]);
    }

    [Fact]
    public async Task The_same_bytes_under_two_names_keep_both_names()
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);

        var stored = await vault.StoreAsync(
            Scope,
            [Item(bytes, "a.pdf"), Item(bytes, "b.pdf"), Item(bytes, "a.pdf")],
            CancellationToken.None
        );

        stored[2].ShouldBe(stored[0]);
        foreach (var (item, name) in new[] { (stored[0], "a.pdf"), (stored[1], "b.pdf") })
        {
            (await vault.FindAsync(Scope, item, null, CancellationToken.None)).Index.Name.ShouldBe(name);
            (await ReadAsync(Scope, item)).ShouldBe(bytes);
        }
    }

    /// <summary>
    /// Bytes, names and types from small pools, so that the same is stored again and again, also after it was swept, and
    /// with a digest that is not the one of its bytes.
    /// </summary>
    [Fact]
    public async Task No_key_and_nonce_ever_seal_two_different_things()
    {
        var chance = new Random(7741);
        var contents = Enumerable
            .Range(0, 4)
            .Select(_ => RandomNumberGenerator.GetBytes(chance.Next(1, Chunk + 100)))
            .ToArray();
        var scopes = Enumerable.Range(0, 2).Select(_ => new VaultScope("CO-CA", Guid.CreateVersion7())).ToArray();
        var sealedUnder = new Dictionary<string, string>();
        for (var round = 0; round < 60; round++)
        {
            var scope = scopes[chance.Next(scopes.Length)];
            var bytes = contents[chance.Next(contents.Length)];
            var digest = Sha256(chance.Next(5) == 0 ? contents[0] : bytes);
            await vault.StoreAsync(
                scope,
                [
                    new NewItem(
                        $"{chance.Next(3)}.pdf",
                        chance.Next(2) == 0 ? "application/pdf" : "text/plain",
                        bytes.Length,
                        digest,
                        () => new MemoryStream(bytes)
                    ),
                ],
                CancellationToken.None
            );
            foreach (var (pair, ciphertext) in await SealedAsync())
                if (!sealedUnder.TryAdd(pair, ciphertext))
                    sealedUnder[pair].ShouldBe(ciphertext, $"round {round}: {pair}");
            if (chance.Next(4) == 0)
                foreach (
                    var uncited in (
                        await vault.FindUncitedAsync(DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None)
                    ).Where(_ => chance.Next(2) == 0)
                )
                    await vault.RemoveUncitedAsync(
                        uncited.Scope,
                        [uncited.ItemId],
                        DateTimeOffset.UtcNow.AddHours(1),
                        CancellationToken.None
                    );
        }
        sealedUnder.Count.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task Content_exchanged_between_two_items_of_a_request_is_not_given_out()
    {
        var (first, second) = (
            await StoreAsync(Scope, RandomNumberGenerator.GetBytes(100), "a"),
            await StoreAsync(Scope, RandomNumberGenerator.GetBytes(100), "b")
        );

        await RunAsync(
            $"update vault.chunk set item_id = case item_id when '{first.ItemId}' then '{second.ItemId}' else "
                + $"'{first.ItemId}' end, number = 9"
        );
        await RunAsync("update vault.chunk set number = 0");

        foreach (var item in new[] { first, second })
            await Should.ThrowAsync<VaultItemUnreadableException>(() => ReadAsync(Scope, item));
    }

    [Fact]
    public async Task The_index_of_another_item_is_not_believed()
    {
        var (first, second) = (await StoreAsync(Scope, [1, 2, 3], "a"), await StoreAsync(Scope, [4, 5, 6], "b"));

        await RunAsync(
            $"update vault.item set sealed_index = (select sealed_index from vault.item where id = '{second.ItemId}') where "
                + $"id = '{first.ItemId}'"
        );

        await Should.ThrowAsync<VaultItemUnreadableException>(async () =>
            await vault.FindAsync(Scope, second with { ItemId = first.ItemId }, null, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Another_item_than_the_cited_one_is_not_given_out()
    {
        var (first, second) = (await StoreAsync(Scope, [1, 2, 3], "a"), await StoreAsync(Scope, [4, 5, 6], "b"));

        await Should.ThrowAsync<VaultItemUnreadableException>(() => ReadAsync(Scope, first with { ItemId = second.ItemId }));
        await RunAsync($"update vault.item set ciphertext_digest = '{first.CiphertextDigest}'");
        await Should.ThrowAsync<VaultItemUnreadableException>(() => ReadAsync(Scope, first with { ItemId = second.ItemId }));
    }

    [Fact]
    public async Task An_item_is_given_out_in_the_place_it_was_stored_for_and_nowhere_else()
    {
        var bytes = RandomNumberGenerator.GetBytes(10);
        var stored = await vault.StoreAsync(
            Scope,
            [
                Item(bytes, "a") with
                {
                    Place = "m/attachments/1",
                },
                Item(bytes, "a") with
                {
                    Place = "m/attachments/2",
                },
                Item(bytes, "a"),
            ],
            CancellationToken.None
        );

        stored.Select(item => item.ItemId).Distinct().Count().ShouldBe(3);
        await using (await ((IVault)vault).OpenAsync(Scope, stored[0], "m/attachments/1", CancellationToken.None)) { }
        foreach (var other in stored.Skip(1))
            await Should.ThrowAsync<VaultItemUnreadableException>(async () =>
                await ((IVault)vault).OpenAsync(Scope, other, "m/attachments/1", CancellationToken.None)
            );
    }

    /// <summary>Tables, keys and bytes as the first version of the vault made them.</summary>
    [Fact]
    public async Task What_the_first_version_stored_stays_readable()
    {
        await RunAsync("drop schema vault cascade");
        await RunAsync(
            """
            create schema vault;
            create table vault.key (tenant text not null, stream_id uuid not null, wrapped bytea not null, made_at timestamptz not null, primary key (tenant, stream_id));
            create table vault.item (tenant text not null, stream_id uuid not null, id text not null, sealed_index bytea not null,
                ciphertext_digest text not null, chunks integer not null, stored_at timestamptz not null, cited boolean not null default false, primary key (tenant, stream_id, id));
            create table vault.chunk (tenant text not null, stream_id uuid not null, item_id text not null, number integer not null, sealed bytea not null, primary key (tenant, stream_id, item_id, number));
            """
        );
        var (key, bytes, id) = (
            RandomNumberGenerator.GetBytes(32),
            RandomNumberGenerator.GetBytes(1000),
            "0123456789abcdef0123456789abcdef"
        );
        using var content = new ChunkCipher(Derive("content:" + id));
        using var index = new ChunkCipher(Derive("index:" + id));
        var sealedContent = content.Seal(0, isLast: true, bytes);
        var sealedIndex = index.Seal(
            0,
            isLast: true,
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
                new ItemIndex("old.pdf", "application/pdf", bytes.Length, Sha256(bytes))
            )
        );
        await RunAsync(
            "insert into vault.key values ($1, $2, $3, now())",
            Scope.Tenant,
            Scope.StreamId,
            new KeyRing(Kek).Wrap(key, Scope.ToString())
        );
        await RunAsync(
            "insert into vault.item values ($1, $2, $3, $4, $5, 1, now(), true)",
            Scope.Tenant,
            Scope.StreamId,
            id,
            sealedIndex,
            Sha256(sealedContent)
        );
        await RunAsync(
            "insert into vault.chunk values ($1, $2, $3, 0, $4)",
            Scope.Tenant,
            Scope.StreamId,
            id,
            sealedContent
        );

        await vault.CreateSchemaAsync(CancellationToken.None);
        await vault.CreateSchemaAsync(CancellationToken.None);
        await vault.CheckKeysAsync(isNew: true, CancellationToken.None);

        var old = new VaultItem(id, Sha256(sealedContent), bytes.Length);
        (await vault.FindAsync(Scope, old, "m/document", CancellationToken.None)).Index.Name.ShouldBe("old.pdf");
        (await ReadAsync(Scope, old)).ShouldBe(bytes);
        (await ReadAsync(Scope, await StoreAsync(Scope, bytes, "old.pdf"))).ShouldBe(bytes);
        await Should.ThrowAsync<VaultItemUnreadableException>(() =>
            ReadAsync(Scope, old with { CiphertextDigest = Sha256(bytes) })
        );

        byte[] Derive(string purpose) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes(purpose));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_key_encryption_key_is_found_before_anything_is_stored(bool hasCheckValue)
    {
        await vault.CheckKeysAsync(isNew: true, CancellationToken.None);
        await vault.CheckKeysAsync(isNew: false, CancellationToken.None);
        if (!hasCheckValue)
            await RunAsync("delete from vault.key_check");
        var other = new PostgresVault(database, new KeyRing(RandomNumberGenerator.GetBytes(32)), TimeProvider.System);

        await Should.ThrowAsync<InvalidOperationException>(() => other.CheckKeysAsync(isNew: false, CancellationToken.None));
        await Should.ThrowAsync<InvalidOperationException>(() => other.CheckKeysAsync(isNew: true, CancellationToken.None));
    }

    [Fact]
    public async Task A_lost_key_is_not_made_anew_while_something_depends_on_it()
    {
        await vault.CheckKeysAsync(isNew: true, CancellationToken.None);
        var fingerprint = await vault.FingerprintAsync("x", CancellationToken.None);
        await StoreAsync(Scope, [1, 2, 3]);
        await RunAsync("delete from vault.key");
        var again = new PostgresVault(database, new KeyRing(Kek), TimeProvider.System);

        await Should.ThrowAsync<InvalidOperationException>(() => again.CheckKeysAsync(isNew: false, CancellationToken.None));
        await Should.ThrowAsync<VaultItemUnreadableException>(async () =>
            await again.FingerprintAsync("x", CancellationToken.None)
        );
        await Should.ThrowAsync<VaultItemUnreadableException>(() => StoreAsync(Scope, [4, 5, 6]));
        await Should.ThrowAsync<VaultItemUnreadableException>(() =>
            again.SealAsync(Scope, isNew: false, [Item([4, 5, 6], "a.pdf")], CancellationToken.None)
        );
        (await vault.FingerprintAsync("x", CancellationToken.None)).ShouldBe(fingerprint);
        await using var keys = database.CreateCommand("select count(*) from vault.key");
        (await keys.ExecuteScalarAsync()).ShouldBe(0L);
    }

    /// <summary>By key and nonce, the digest of what they sealed.</summary>
    private async Task<IReadOnlyList<(string Pair, string Ciphertext)>> SealedAsync()
    {
        var found = new List<(string, string)>();
        await using var command = database.CreateCommand(
            """
            select k.wrapped, i.tenant, i.stream_id, i.id, i.sealed_index, i.chunks, i.format, c.number, c.sealed
            from vault.item i join vault.key k using (tenant, stream_id)
            join vault.chunk c on c.tenant = i.tenant and c.stream_id = i.stream_id and c.item_id = i.id
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var scope = new VaultScope(reader.GetString(1), reader.GetGuid(2));
            var key = new DataKey(new KeyRing(Kek).Unwrap(reader.GetFieldValue<byte[]>(0), scope.ToString()));
            var (id, sealedIndex) = (reader.GetString(3), reader.GetFieldValue<byte[]>(4));
            var index = key.OpenIndex(id, reader.GetInt16(6), sealedIndex);
            found.Add(($"{scope} {id} {Convert.ToHexString(sealedIndex.AsSpan(0, 12))}", Sha256(sealedIndex)));
            found.Add(
                (
                    $"{Convert.ToHexString(index.ContentKey!)} {reader.GetInt32(7)} of {reader.GetInt32(5)}",
                    Sha256(reader.GetFieldValue<byte[]>(8))
                )
            );
        }
        return found;
    }

    private async Task RunAsync(string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    private static NewItem Item(byte[] bytes, string name) =>
        new(name, "application/pdf", bytes.Length, Sha256(bytes), () => new MemoryStream(bytes));

    private async Task<VaultItem> StoreAsync(VaultScope scope, byte[] bytes, string name = "a.pdf") =>
        (await vault.StoreAsync(scope, [Item(bytes, name)], CancellationToken.None))[0];

    private async Task<byte[]> ReadAsync(VaultScope scope, VaultItem item)
    {
        await using var stream = await ((IVault)vault).OpenAsync(scope, item, null, CancellationToken.None);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        return read.ToArray();
    }

    private async Task<byte[]> DumpAsync()
    {
        using var dump = new MemoryStream();
        await using var connection = await database.OpenConnectionAsync();
        foreach (var table in new[] { "key", "item", "chunk" })
        {
            await using var copy = await connection.BeginRawBinaryCopyAsync($"copy vault.{table} to stdout (format binary)");
            await copy.CopyToAsync(dump);
        }
        return dump.ToArray();
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
