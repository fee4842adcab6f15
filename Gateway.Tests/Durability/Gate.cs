using Npgsql;

namespace Gateway.Tests.Durability;

/// <summary>
/// Makes chosen events wait, with their whole transaction, before they are appended: a gateway killed meanwhile leaves its
/// work exactly there.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    private const int Number = 4711;
    private readonly NpgsqlConnection connection;

    private Gate(NpgsqlConnection connection) => this.connection = connection;

    /// <param name="connection">To the gateway's database; owned from now on.</param>
    public static async Task<Gate> BuildAsync(NpgsqlConnection connection)
    {
        var gate = new Gate(connection);
        await gate.ExecuteAsync($"select pg_advisory_lock({Number})");
        await gate.HoldAsync("false");
        await gate.ExecuteAsync(
            "create trigger hold before insert on gateway.mt_events for each row execute function gateway.hold()"
        );
        return gate;
    }

    /// <summary>
    /// From now on events that meet the condition wait, and only those; who waits already goes on waiting.
    /// </summary>
    /// <param name="condition">SQL on <c>new</c>, a row of <c>mt_events</c>.</param>
    public Task HoldAsync(string condition) =>
        ExecuteAsync(
            $"""
            create or replace function gateway.hold() returns trigger language plpgsql as $hold$
            begin
                if {condition} then perform pg_advisory_xact_lock_shared({Number}); end if;
                return new;
            end $hold$
            """
        );

    /// <summary>Opens for good. What waited is rolled back, as it would be for a gateway that died.</summary>
    public async Task OpenAsync()
    {
        await HoldAsync("false");
        await ExecuteAsync(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'
            """
        );
        await ExecuteAsync($"select pg_advisory_unlock({Number})");
    }

    /// <returns>The number of rows changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
