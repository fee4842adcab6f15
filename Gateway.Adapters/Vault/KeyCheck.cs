using System.Security.Cryptography;
using Gateway.Domain.Vault;
using Npgsql;

namespace Gateway.Adapters.Vault;

/// <summary>
/// Tells whether the key-encryption key is the one that the database was made with, by a value wrapped with it.
/// </summary>
internal static class KeyCheck
{
    private const string Scope = "key-check";

    /// <exception cref="InvalidOperationException">It is another key.</exception>
    public static async Task RunAsync(NpgsqlConnection connection, KeyRing ring, CancellationToken cancellation)
    {
        try
        {
            if (await ReadAsync(connection, cancellation) is not { } wrapped)
            {
                await TryAnyKeyAsync(connection, ring, cancellation);
                await using var write = new NpgsqlCommand(VaultSql.WriteCheck, connection);
                write.Parameters.Add(new() { Value = ring.Wrap(RandomNumberGenerator.GetBytes(32), Scope) });
                await write.ExecuteNonQueryAsync(cancellation);
                wrapped = (await ReadAsync(connection, cancellation))!; // Perhaps of a node that began at the same time.
            }
            ring.Unwrap(wrapped, Scope);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidOperationException(
                "The key-encryption key is not the one that this database was made with.",
                exception
            );
        }
    }

    private static async Task<byte[]?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var read = new NpgsqlCommand(VaultSql.ReadCheck, connection);
        return await read.ExecuteScalarAsync(cancellation) as byte[];
    }

    /// <summary>A database of an earlier version has keys, but no value to check them with.</summary>
    private static async Task TryAnyKeyAsync(NpgsqlConnection connection, KeyRing ring, CancellationToken cancellation)
    {
        await using var any = new NpgsqlCommand(VaultSql.AnyKey, connection);
        await using var reader = await any.ExecuteReaderAsync(cancellation);
        if (await reader.ReadAsync(cancellation))
            ring.Unwrap(reader.GetFieldValue<byte[]>(2), new VaultScope(reader.GetString(0), reader.GetGuid(1)).ToString());
    }
}
