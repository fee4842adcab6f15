using Npgsql;

namespace Gateway.Api.Hosting;

/// <summary>Which PostgreSQL this gateway uses.</summary>
public sealed record Database(string ConnectionString);

/// <summary>
/// A right that one node holds at a time, as a session-level advisory lock on a connection of its own: it falls to another
/// node when this one dies or loses its database.
/// </summary>
public sealed class ExclusiveRight(Database database, long number) : IAsyncDisposable
{
    private NpgsqlConnection? connection;

    public async Task<bool> IsHeldAsync(CancellationToken cancellation)
    {
        try
        {
            if (connection is null)
            {
                var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 5 };
                connection = new NpgsqlConnection(own.ConnectionString);
                await connection.OpenAsync(cancellation);
            }
            await using var command = new NpgsqlCommand(
                """
                select exists (select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
                               and objsubid = 1 and (classid::bigint << 32) | objid::bigint = $1)
                    or pg_try_advisory_lock($1)
                """, connection);
            command.Parameters.Add(new() { Value = number });
            return (bool)(await command.ExecuteScalarAsync(cancellation))!;
        }
        catch (NpgsqlException)
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref connection, null) is { } open)
            await open.DisposeAsync();
    }
}
