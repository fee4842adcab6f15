using Gateway.Api.Requests;
using Gateway.Api.Transmissions;
using Gateway.Domain.Transmissions;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Growth;

/// <summary>What a gateway does by itself costs the same whatever the store holds.</summary>
public sealed class SweepCostTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new();
    private TestGateway gateway = null!;

    private DeadlineSweep DeadlineSweep => gateway.App.Services.GetRequiredService<DeadlineSweep>();

    private Reconciler Reconciler => gateway.App.Services.GetRequiredService<Reconciler>();

    public async ValueTask InitializeAsync() => gateway = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task The_sweeps_of_an_idle_minute_take_the_same_statements_at_every_size()
    {
        var counts = new List<int> { await IdleMinuteAsync() };
        foreach (var more in new[] { 100, 300 })
        {
            await Crowd.AddAsync(gateway, more);
            counts.Add(await IdleMinuteAsync());
        }

        counts.Max().ShouldBeLessThanOrEqualTo((int)(counts.Min() * 1.1), string.Join(", ", counts));
    }

    [Fact]
    public async Task A_start_and_its_first_sweeps_take_the_same_statements_at_every_size()
    {
        var counts = new List<int> { await StartedAsync() };
        foreach (var more in new[] { 100, 300 })
        {
            await Crowd.AddAsync(gateway, more);
            counts.Add(await StartedAsync());
        }

        counts.Max().ShouldBeLessThanOrEqualTo((int)(counts.Min() * 1.1), string.Join(", ", counts));
    }

    [Fact]
    public async Task Transmissions_that_wait_for_their_time_cost_a_sweep_nothing_and_count_as_backlog()
    {
        var empty = await Statements.OfAsync(() => Reconciler.SweepAsync(CancellationToken.None));
        await Crowd.AddAsync(gateway, 200, TransmissionState.AttemptFailed);

        var full = await Statements.OfAsync(() => Reconciler.SweepAsync(CancellationToken.None));

        full.ShouldBeLessThanOrEqualTo(empty);
        var backlog = gateway.App.Services.GetRequiredService<Backlog>();
        await Eventually.SeeAsync(() => Task.FromResult(backlog.WaitingOf("CO-CA") == 200 ? "counted" : null));
    }

    [Fact]
    public async Task What_is_due_is_found_whatever_became_of_its_row()
    {
        var requests = await Crowd.AddAsync(gateway, 3);
        await ExecuteAsync("delete from gateway.request_line where id = $1", requests[0]);
        await ExecuteAsync(
            "update gateway.request_line set version = version - 1, next_due_at = null where id = $1",
            requests[1]
        );

        await DeadlineSweep.SweepAsync(CancellationToken.None);

        var due = await gateway
            .App.Services.GetRequiredService<RequestLines>()
            .DueAsync(DateTimeOffset.UtcNow.AddDays(30), CancellationToken.None);
        due.Select(one => one.RequestId).ShouldBe(requests, ignoreOrder: true);
    }

    [Fact]
    public async Task A_database_of_an_earlier_release_lists_all_its_requests_from_the_first_start_on()
    {
        var requests = await Crowd.AddAsync(gateway, 250);
        var failed = await Crowd.AddAsync(gateway, 1, TransmissionState.AttemptFailed);
        await gateway.DisposeAsync();
        await ExecuteAsync("drop table gateway.request_line");
        await ExecuteAsync("delete from gateway.upgrade");
        await ExecuteAsync("alter table gateway.mt_doc_transmission drop column status, drop column due_at");
        await ExecuteAsync("update gateway.mt_doc_transmission set data = data - 'Status'");

        gateway = await StartAsync();

        (await ScalarAsync("select count(*) from gateway.request_line where next_due_at is not null")).ShouldBe(
            requests.Count + failed.Count - 1
        );
        (await ScalarAsync("select count(*) from gateway.mt_doc_transmission where status is null")).ShouldBe(0);
        (await ScalarAsync("select count(*) from gateway.mt_doc_transmission where due_at is not null")).ShouldBe(1);
        var last = await gateway.GetAsync("co-officer", $"/v1/requests/{requests[0]}");
        last.GetProperty("openObligations").GetArrayLength().ShouldBe(1);
    }

    private async Task<int> IdleMinuteAsync() =>
        await Statements.OfAsync(async () =>
        {
            for (var sweep = 0; sweep < 12; sweep++)
                await DeadlineSweep.SweepAsync(CancellationToken.None);
            for (var sweep = 0; sweep < 12; sweep++)
                await Reconciler.SweepAsync(CancellationToken.None);
        });

    private async Task<int> StartedAsync()
    {
        await gateway.DisposeAsync();
        return await Statements.OfAsync(async () =>
        {
            gateway = await StartAsync();
            await DeadlineSweep.SweepAsync(CancellationToken.None);
            await Reconciler.SweepAsync(CancellationToken.None);
        });
    }

    private string? database;

    private async Task<TestGateway> StartAsync()
    {
        database ??= await postgres.NewDatabaseAsync();
        return await TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options =>
                options with
                {
                    SweepEvery = TimeSpan.FromDays(1),
                    ProbeEvery = TimeSpan.FromDays(1),
                    IntakeEvery = TimeSpan.FromDays(1),
                },
            connectionString: database
        );
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(database!);
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database!);
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
