using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Vault;
using Gateway.Domain.Audit;
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
        (await vault.DescribeAsync(Scope, stored.ItemId, CancellationToken.None))
            .ShouldBe(new ItemIndex("annex.pdf", "application/pdf", length, Sha256(bytes)));
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

        await using var command = database.CreateCommand("select sealed from vault.chunk where item_id = $1 order by number");
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

        foreach (var secret in new[] { "Ibáñez"u8.ToArray(), "Núñez.pdf"u8.ToArray(), Encoding.ASCII.GetBytes(Sha256(bytes)), SHA256.HashData(bytes), Kek })
            dump.AsSpan().IndexOf(secret).ShouldBe(-1);
    }

    /// <summary>What somebody with write access to the database could do, in SQL on an item of four chunks.</summary>
    [Theory]
    [InlineData("a bit of a chunk flipped", "update vault.chunk set sealed = set_byte(sealed, 100, get_byte(sealed, 100) # 1) where number = 1")]
    [InlineData("a chunk cut short", "update vault.chunk set sealed = substring(sealed from 1 for length(sealed) - 1) where number = 1")]
    [InlineData("a chunk emptied", "update vault.chunk set sealed = '' where number = 1")]
    [InlineData("the last chunk removed", "delete from vault.chunk where number = 3")]
    [InlineData("the item declared shorter", "delete from vault.chunk where number = 3; update vault.item set chunks = 3")]
    [InlineData("the item declared longer", "insert into vault.chunk select tenant, stream_id, item_id, 4, sealed from vault.chunk where number = 3; update vault.item set chunks = 5")]
    [InlineData("two chunks exchanged", "update vault.chunk set number = case number when 1 then 12 when 2 then 11 end where number in (1, 2); update vault.chunk set number = number - 10 where number > 10")]
    [InlineData("a chunk repeated", "update vault.chunk set sealed = (select sealed from vault.chunk where number = 1) where number = 2")]
    [InlineData("the index altered", "update vault.item set sealed_index = set_byte(sealed_index, 3, get_byte(sealed_index, 3) # 1)")]
    [InlineData("the key altered", "update vault.key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where tenant <> ''")]
    [InlineData("the key destroyed", "delete from vault.key where tenant <> ''")]
    [InlineData("moved to another request", "update vault.key set stream_id = '00000000-0000-7000-8000-000000000001' where tenant <> ''; update vault.item set stream_id = '00000000-0000-7000-8000-000000000001'; update vault.chunk set stream_id = '00000000-0000-7000-8000-000000000001'")]
    public async Task What_was_altered_in_the_database_is_never_given_out(string what, string sql)
    {
        var bytes = RandomNumberGenerator.GetBytes(3 * Chunk + 50);
        var stored = await StoreAsync(Scope, bytes);
        (await ReadAsync(Scope, stored)).ShouldBe(bytes);

        await using (var command = database.CreateCommand(sql))
            (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0, what);

        var scope = what.StartsWith("moved", StringComparison.Ordinal) ? Scope with { StreamId = new("00000000-0000-7000-8000-000000000001") } : Scope;
        await Should.ThrowAsync<VaultItemUnreadableException>(() => ReadAsync(scope, stored), what);
    }

    [Fact]
    public async Task Another_key_encryption_key_opens_nothing()
    {
        var stored = await StoreAsync(Scope, [1, 2, 3]);
        var other = new PostgresVault(database, new KeyRing(RandomNumberGenerator.GetBytes(32)), TimeProvider.System);

        await Should.ThrowAsync<VaultItemUnreadableException>(async () => await other.OpenAsync(Scope, stored.ItemId, CancellationToken.None));
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

    private async Task<VaultItem> StoreAsync(VaultScope scope, byte[] bytes, string name = "a.pdf") => (await vault.StoreAsync(
        scope, [new NewItem(name, "application/pdf", bytes.Length, Sha256(bytes), () => new MemoryStream(bytes))], CancellationToken.None))[0];

    private async Task<byte[]> ReadAsync(VaultScope scope, VaultItem item)
    {
        await using var stream = await vault.OpenAsync(scope, item.ItemId, CancellationToken.None);
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
