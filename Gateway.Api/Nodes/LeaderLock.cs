using Gateway.Api.Persistence;
using Npgsql;

namespace Gateway.Api.Nodes;

/// <summary>
/// A right that one node holds at a time, as a session-level advisory lock on a connection of its own: it falls to another
/// node when this one dies, loses its database, or hangs and does not ask for it in time.
/// </summary>
/// <param name="askedEvery">
/// How often the holder asks. One that misses two turns loses the right, because the server
/// ends its session.
/// </param>
public sealed class LeaderLock(Database database, long number, TimeSpan askedEvery) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private NpgsqlConnection? connection;

    public async Task<bool> IsHeldAsync(CancellationToken cancellation)
    {
        if (connection is not null)
        {
            try
            {
                return await AskAsync(connection, cancellation);
            }
            catch (NpgsqlException)
            {
                // The session has ended, for any reason; ask in a new one.
                await DisposeAsync();
            }
        }
        var opened = await OpenAsync(cancellation);
        connection = opened;
        return await AskAsync(opened, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref connection, null) is { } open)
            await open.DisposeAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var lease = (long)(2 * askedEvery + Grace).TotalMilliseconds;
        var own = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 0 };
        own.Options = $"{own.Options} -c idle_session_timeout={Math.Min(lease, int.MaxValue)}".TrimStart();
        var opened = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await opened.OpenAsync(cancellation);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async Task<bool> AskAsync(NpgsqlConnection session, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select exists (select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
                           and objsubid = 1 and (classid::bigint << 32) | objid::bigint = $1)
                or pg_try_advisory_lock($1)
            """,
            session
        );
        command.Parameters.Add(new() { Value = number });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
