using Gateway.Api.Nodes;
using Gateway.Api.Persistence;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Hosting;

/// <summary>Pooled connections are not reset between two uses; what needs a session has a connection of its own.</summary>
public sealed class PoolTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_pooled_connection_is_not_reset_and_a_right_is_held_on_another()
    {
        var database = new Database(await postgres.NewDatabaseAsync());
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.Pooled(TimeSpan.FromSeconds(15))) { MaxPoolSize = 1 }.ConnectionString
        );
        await using (var set = source.CreateCommand("select set_config('gateway.probe', 'kept', false)"))
            await set.ExecuteScalarAsync();
        await using var right = new LeaderLock(database, 42, TimeSpan.FromSeconds(5));
        (await right.IsHeldAsync(CancellationToken.None)).ShouldBeTrue();

        await using var get = source.CreateCommand(
            """
            select current_setting('gateway.probe', true) || ' ' || current_setting('idle_session_timeout') || ' '
                || (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())
            """
        );

        (await get.ExecuteScalarAsync()).ShouldBe("kept 0 0");
    }
}
