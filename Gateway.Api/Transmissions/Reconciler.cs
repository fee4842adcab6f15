using Gateway.Api.Hosting;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Wolverine;

namespace Gateway.Api.Transmissions;

/// <summary>
/// Looks at nothing but event streams for transmissions that something should have happened to, and drives them on. What it
/// finds, the queues have lost: its metric should stay 0.
/// </summary>
public sealed class Reconciler(
    NpgsqlDataSource database, Database connection, IDocumentStore store, IServiceScopeFactory scopes, GatewayOptions options,
    Telemetry telemetry, TimeProvider clock, ILogger<Reconciler> log) : BackgroundService
{
    private const long Right = 0x67617465_00000001;
    private const int Page = 500;

    /// <summary>How long an event may take from its number to its commit; younger ones are looked at again.</summary>
    private static readonly TimeSpan CommitMargin = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Guid, DateTimeOffset> lastDriven = [];
    private long allSettledUpTo;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var right = new ExclusiveRight(connection, Right, options.SweepEvery);
        using var timer = new PeriodicTimer(options.SweepEvery, clock);
        while (await timer.NextAsync(stoppingToken))
        {
            try
            {
                if (await right.IsHeldAsync(stoppingToken))
                    await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception.IsFault(stoppingToken))
            {
                log.LogWarning(exception, "A sweep for overdue work failed: {Reason}", exception.Code());
            }
        }
    }

    /// <returns>How many transmissions were driven on.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var safelyPast = await SafelyPastAsync(now, cancellation);
        var (driven, seenUpTo) = (0, allSettledUpTo);
        long? oldestOpen = null;
        while (await OpenAsync(seenUpTo, cancellation) is { Count: > 0 } open)
        {
            foreach (var (tenant, _, transmissionId) in open)
                driven += await TryDriveOnAsync(tenant, transmissionId, now, cancellation) ? 1 : 0;
            oldestOpen ??= open[0].Sequence;
            seenUpTo = open[^1].Sequence;
        }
        allSettledUpTo = Math.Max(allSettledUpTo, Math.Min(safelyPast, oldestOpen - 1 ?? long.MaxValue));
        foreach (var (id, _) in lastDriven.Where(pair => pair.Value + 2 * options.OverdueAfter < now).ToList())
            lastDriven.Remove(id);
        return driven;
    }

    /// <summary>One transmission that trips over a fault does not hold up the others; the next sweep tries it again.</summary>
    private async Task<bool> TryDriveOnAsync(string tenant, Guid transmissionId, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            return await DriveOnAsync(tenant, transmissionId, now, cancellation);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
        {
            log.LogError(exception, "Transmission {TransmissionId} could not be driven on: {Reason}", transmissionId, exception.GetType().Name);
            return false;
        }
    }

    private async Task<bool> DriveOnAsync(string tenant, Guid transmissionId, DateTimeOffset now, CancellationToken cancellation)
    {
        if (lastDriven.TryGetValue(transmissionId, out var before) && before + options.OverdueAfter > now)
            return false;
        await using var session = store.LightweightSession(tenant);
        if (await session.Events.FetchStreamAsync(transmissionId, token: cancellation) is not [var first, ..] stream
            || Overdue.DueAt(stream[^1].Data) is not { } due || due + options.OverdueAfter > now)
            return false;
        await RenewViewsAsync(session, (TransmissionQueued)first.Data, cancellation);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>()
            .PublishAsync(Overdue.Next(stream[^1].Data), new DeliveryOptions { TenantId = tenant });
        lastDriven[transmissionId] = now;
        var fact = FactNames.Outer(stream[^1].Data);
        telemetry.Redriven(fact);
        log.LogWarning("Transmission {TransmissionId} was overdue and is driven on after {Fact}", transmissionId, fact);
        return true;
    }

    /// <summary>
    /// A lost or damaged inline view would stop every message about its stream. Nobody appends meanwhile, so that no newer
    /// view is overwritten.
    /// </summary>
    private async Task RenewViewsAsync(IDocumentSession session, TransmissionQueued queued, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var hold = new NpgsqlCommand(
            $"select 1 from {EventStore.Schema}.mt_streams where tenant_id = $1 and id in ($2, $3) order by id for update");
        foreach (object value in new object[] { session.TenantId, queued.TransmissionId, queued.RequestId })
            hold.Parameters.Add(new() { Value = value });
        await using (await session.ExecuteReaderAsync(hold, cancellation))
        {
            await store.Advanced.RebuildSingleStreamAsync<Transmission>(queued.TransmissionId, session.TenantId, cancellation);
            await store.Advanced.RebuildSingleStreamAsync<Request>(queued.RequestId, session.TenantId, cancellation);
        }
    }

    /// <summary>Streams whose last fact is not an end. A fact once followed by another never becomes the last again.</summary>
    private async Task<IReadOnlyList<(string Tenant, long Sequence, Guid TransmissionId)>> OpenAsync(
        long after, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select e.tenant_id, e.seq_id, e.stream_id
            from {EventStore.Schema}.mt_events e
            join {EventStore.Schema}.mt_streams s on s.tenant_id = e.tenant_id and s.id = e.stream_id and s.version = e.version
            where e.seq_id > $1
              and e.type in ('transmission_queued', 'transmission_attempted', 'transmission_attempt_failed', 'transmission_resend_ordered')
            order by e.seq_id limit {Page}
            """);
        command.Parameters.Add(new() { Value = after });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string, long, Guid)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((reader.GetString(0), reader.GetInt64(1), reader.GetGuid(2)));
        return found;
    }

    private async Task<long> SafelyPastAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select coalesce(max(seq_id), 0) from {EventStore.Schema}.mt_events where seq_id > $1 and timestamp < $2");
        command.Parameters.Add(new() { Value = allSettledUpTo });
        command.Parameters.Add(new() { Value = now - CommitMargin, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
