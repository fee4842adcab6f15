using Gateway.Api.Hosting;
using Gateway.Domain.Requests;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Wolverine;

namespace Gateway.Api.Requests;

/// <summary>
/// Finds what has become due in any request by looking at nothing but event streams, and asks the request to record it. Kept in
/// memory: when each request has something due next, read once from all deadlines ever opened and then from new events only.
/// </summary>
public sealed class Agenda(
    NpgsqlDataSource database, Database connection, IDocumentStore store, IServiceScopeFactory scopes, GatewayOptions options,
    Telemetry telemetry, TimeProvider clock, ILogger<Agenda> log) : BackgroundService
{
    private const long Right = 0x67617465_00000004;

    /// <summary>How long an event may take from its number to its commit; younger ones are looked at again.</summary>
    private static readonly TimeSpan CommitMargin = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(string Tenant, Guid RequestId), IReadOnlyList<Deadline>> open = [];
    private long safelyReadTo;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var right = new ExclusiveRight(connection, Right, options.SweepEvery);
        telemetry.ObserveDeadlines(Count);
        using var timer = new PeriodicTimer(options.SweepEvery, clock);
        while (await timer.NextAsync(stoppingToken))
            try
            {
                if (await right.IsHeldAsync(stoppingToken))
                    await SweepAsync(stoppingToken);
                else
                    Forget();
            }
            catch (Exception exception) when (exception.IsFault(stoppingToken))
            {
                log.LogWarning(exception, "A sweep for deadlines failed: {Reason}", exception.Code());
            }
    }

    /// <returns>How many requests were asked.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        foreach (var (tenant, requestId) in await TouchedAsync(cancellation))
            await LookUpAsync(tenant, requestId, cancellation);
        var asked = 0;
        foreach (var (key, deadlines) in Snapshot())
        {
            if (!deadlines.Any(deadline => deadline.NextAt <= now))
                continue;
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>()
                .PublishAsync(new CheckDeadlines(key.RequestId), new DeliveryOptions { TenantId = key.Tenant });
            asked++;
        }
        return asked;
    }

    private async Task LookUpAsync(string tenant, Guid requestId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(tenant);
        var facts = await session.Events.FetchStreamAsync(requestId, token: cancellation);
        var deadlines = RequestFold.Replay([.. facts.Select(fact => fact.Data)])?.Deadlines.Where(deadline => deadline.IsOpen).ToList() ?? [];
        lock (open)
            if (deadlines.Count == 0)
                open.Remove((tenant, requestId));
            else
                open[(tenant, requestId)] = deadlines;
    }

    /// <summary>Requests with events about deadlines since the last sweep.</summary>
    private async Task<IReadOnlyList<(string Tenant, Guid RequestId)>> TouchedAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select tenant_id, stream_id, max(seq_id), bool_and(timestamp < $2)
            from {EventStore.Schema}.mt_events
            where seq_id > $1
              and (type like 'obligation\_%' or type like 'clock\_%' or type = 'deadline_warned')
            group by 1, 2 order by 3
            """);
        command.Parameters.Add(new() { Value = safelyReadTo });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() - CommitMargin, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var (touched, isSafe) = (new List<(string, Guid)>(), true);
        while (await reader.ReadAsync(cancellation))
        {
            touched.Add((reader.GetString(0), reader.GetGuid(1)));
            isSafe &= reader.GetBoolean(3);
            if (isSafe)
                safelyReadTo = Math.Max(safelyReadTo, reader.GetInt64(2));
        }
        return touched;
    }

    private IReadOnlyList<DeadlineRow> Count()
    {
        var now = clock.GetUtcNow();
        return [.. Snapshot().SelectMany(pair => pair.Value).GroupBy(deadline => (deadline.Kind, deadline.State))
            .Select(same => new DeadlineRow(Codes.Of(same.Key.Kind), Codes.Of(same.Key.State), same.Count(),
                same.Where(deadline => deadline.DueAt < now).Select(deadline => now - deadline.DueAt!.Value).DefaultIfEmpty(TimeSpan.Zero).Max()))];
    }

    private List<KeyValuePair<(string Tenant, Guid RequestId), IReadOnlyList<Deadline>>> Snapshot()
    {
        lock (open)
            return [.. open];
    }

    /// <summary>Another node has the right: what is remembered here grows old.</summary>
    private void Forget()
    {
        lock (open)
            open.Clear();
        safelyReadTo = 0;
    }
}
