using System.Diagnostics;
using Gateway.Api.Requests;
using Gateway.Api.Transmissions;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Growth;

/// <summary>
/// The figures of <c>deploy/grow</c>: what a gateway costs at rest and when it is read, at three sizes of its store.
/// </summary>
[Trait("size", "long")]
[Collection(Alone.Name)]
public sealed class GrowthTable(TestPostgres postgres)
{
    [Fact]
    public async Task A_store_of_a_hundred_thousand_requests()
    {
        using var site = new TestSite();
        var database = await postgres.NewDatabaseAsync();
        Say(
            "requests  start s  idle minute: transactions  CPU s  sweeps: statements    ms  list ms  state= ms  inbox ms  "
                + "read ms  memory MB  kB/request"
        );
        var held = 0;
        foreach (var size in new[] { 1_000, 10_000, 100_000 })
        {
            await using (var filling = await StartAsync(site, database, sweepEvery: TimeSpan.FromDays(1)))
                await Crowd.AddAsync(filling, size - held);
            held = size;
            await RunAsync(database, "vacuum analyze");
            var since = Stopwatch.StartNew();
            await using var gateway = await StartAsync(site, database, TimeSpan.FromSeconds(5));
            var start = since.Elapsed.TotalSeconds;
            var (transactions, processor) = await IdleMinuteAsync(database);
            since.Restart();
            var statements = await Statements.OfAsync(async () =>
            {
                await gateway.App.Services.GetRequiredService<DeadlineSweep>().SweepAsync(CancellationToken.None);
                await gateway.App.Services.GetRequiredService<Reconciler>().SweepAsync(CancellationToken.None);
            });
            var sweeps = since.Elapsed.TotalMilliseconds;
            var list = await gateway.GetAsync("co-officer", "/v1/requests");
            var one = list.GetProperty("items")[50].GetProperty("id").GetGuid();
            Say(
                $"{size, 8}  {start, 7:0.0}  {transactions, 25}  {processor, 5:0.0}  {statements, 18}  {sweeps, 4:0}  {await TimeAsync("/v1/requests"), 7:0.0}  {await TimeAsync("/v1/requests?state=dispatched"), 9:0.0}  {await TimeAsync("/v1/inbox"), 8:0.0}  {await TimeAsync($"/v1/requests/{one}"), 7:0.0}  {GC.GetTotalMemory(forceFullCollection: true) / 1e6, 9:0}  {await BytesAsync(database) / 1000.0 / size, 10:0.0}"
            );

            async Task<double> TimeAsync(string path)
            {
                var times = new List<double>();
                for (var round = 0; round < 20; round++)
                {
                    var begun = Stopwatch.GetTimestamp();
                    await gateway.GetAsync("co-officer", path);
                    times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }
                return Statistics.Median(times);
            }
        }
    }

    private Task<TestGateway> StartAsync(TestSite site, string database, TimeSpan sweepEvery) =>
        TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options => options with { SweepEvery = sweepEvery, IntakeEvery = TimeSpan.FromSeconds(1) },
            connectionString: database
        );

    private static async Task<(long Transactions, double Processor)> IdleMinuteAsync(string database)
    {
        await Task.Delay(TimeSpan.FromSeconds(10));
        var (before, used) = (await TransactionsAsync(database), Process.GetCurrentProcess().TotalProcessorTime);
        await Task.Delay(TimeSpan.FromMinutes(1));
        return (
            await TransactionsAsync(database) - before,
            (Process.GetCurrentProcess().TotalProcessorTime - used).TotalSeconds
        );
    }

    private static Task<long> TransactionsAsync(string database) =>
        ScalarAsync(database, "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()");

    private static Task<long> BytesAsync(string database) =>
        ScalarAsync(database, "select pg_database_size(current_database())");

    private static async Task<long> ScalarAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
