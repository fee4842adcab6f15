using Gateway.Api.Nodes;
using Npgsql;

namespace Gateway.Api.Persistence;

/// <summary>Which PostgreSQL this gateway uses.</summary>
public sealed record Database(string ConnectionString)
{
    /// <summary>Schema of events, views and the gateway's own tables.</summary>
    public const string Schema = "gateway";

    /// <summary>
    /// For connections that come from a pool and go back, with a limit on the wait for one. They are not reset in
    /// between, which would be a third of all statements: nothing sets state of a session but
    /// <see cref="LeaderLock"/>, on connections of its own, and locks that are released by name.
    /// </summary>
    public string Pooled(TimeSpan wait)
    {
        var bounded = new NpgsqlConnectionStringBuilder(ConnectionString) { NoResetOnClose = true };
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        if (bounded.Timeout == 0 || bounded.Timeout > seconds)
            bounded.Timeout = seconds;
        return bounded.ConnectionString;
    }

    /// <summary>
    /// The same with a pool that fits the connections of the server; some are left for its administrators.
    /// </summary>
    public async Task<Database> FittedAsync(CancellationToken cancellation)
    {
        var fitted = new NpgsqlConnectionStringBuilder(ConnectionString);
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString
        );
        try
        {
            await connection.OpenAsync(cancellation);
        }
        catch (NpgsqlException)
        {
            return this; // The next step needs the database as well, and reports the failure.
        }
        await using var command = new NpgsqlCommand(
            """
            select least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
                (select nullif(datconnlimit, -1) from pg_database where datname = current_database()),
                (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user))
            """,
            connection
        );
        var granted = (int)(await command.ExecuteScalarAsync(cancellation))!;
        fitted.MaxPoolSize = Math.Clamp(granted - Math.Max(Unpooled, granted / 10), 1, fitted.MaxPoolSize);
        return new(fitted.ConnectionString);
    }

    /// <summary>Connections beside the pool: the exclusive rights of a node, and one of a person.</summary>
    private const int Unpooled = 8;
}
