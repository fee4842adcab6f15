using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Api.Requests;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Wolverine;

namespace Gateway.Api.Transmissions;

/// <summary>
/// Finds transmissions whose next step is overdue, and continues them. The index over their views finds them; the step is
/// decided from the event stream alone. Each sweep also compares one page of recent events with the views, so that
/// transmissions hidden by a lost or wrong view are found too. Everything it finds was lost by the queues: its metric should
/// stay 0.
/// </summary>
public sealed class Reconciler(
    NpgsqlDataSource database,
    Database connection,
    IDocumentStore store,
    IServiceScopeFactory scopes,
    RequestLines lines,
    DeadLetters deadLetters,
    RetrySchedule schedule,
    GatewayOptions options,
    Telemetry telemetry,
    TimeProvider clock,
    ILogger<Reconciler> log
) : SingleNodeWork(connection, Right, options.SweepEvery, "A sweep for overdue work failed", clock, log)
{
    private const long Right = 0x67617465_00000001;

    /// <summary>Events compared with views in one sweep.</summary>
    private const int Page = 2000;

    private static readonly string[] OpenFacts =
    [
        .. EventNames.All.Where(one => Overdue.Facts.Contains(one.Value)).Select(one => one.Key),
    ];

    private static readonly string DueMembers = string.Join(
        ", ",
        Overdue.DueMembers.Select(member => $"e.data ->> '{member}'")
    );

    private readonly Dictionary<Guid, DateTimeOffset> lastDriven = [];
    private long? comparedDownTo;

    protected override Task WorkAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    /// <returns>How many transmissions were driven on.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        var driven = 0;
        foreach (var (tenant, transmissionId) in (await DueAsync(now, cancellation)).Union(await HiddenAsync(cancellation)))
            driven += await TryDriveOnAsync(tenant, transmissionId, now, cancellation) ? 1 : 0;
        foreach (
            var (id, _) in lastDriven.Where(pair => pair.Value + 2 * options.OverdueAfter < now || pair.Value > now).ToList()
        )
            lastDriven.Remove(id);
        await deadLetters.SettleAsync(cancellation);
        return driven;
    }

    /// <summary>A fault with one transmission does not delay the others; the next sweep retries it.</summary>
    private async Task<bool> TryDriveOnAsync(
        string tenant,
        Guid transmissionId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        try
        {
            return await DriveOnAsync(tenant, transmissionId, now, cancellation);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
        {
            log.LogError(
                exception,
                "Transmission {TransmissionId} could not be driven on: {Reason}",
                transmissionId,
                exception.GetType().Name
            );
            return false;
        }
    }

    private async Task<bool> DriveOnAsync(
        string tenant,
        Guid transmissionId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (lastDriven.TryGetValue(transmissionId, out var before) && before + options.OverdueAfter > now)
            return false;
        await using var session = store.LightweightSession(tenant);
        if (
            await session.Events.FetchStreamAsync(transmissionId, token: cancellation) is not [var first, ..] stream
            || !Overdue.IsDue(stream[^1].Data, schedule, options.OverdueAfter, now)
        )
            return false;
        var queued = (TransmissionQueued)first.Data;
        await RenewViewsAsync(session, queued, cancellation);
        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<IMessageBus>()
            .PublishAsync(Overdue.Next(stream[^1].Data, queued.Channel), new DeliveryOptions { TenantId = tenant });
        lastDriven[transmissionId] = now;
        var fact = EventNames.Outer(stream[^1].Data);
        telemetry.Redriven(fact);
        log.LogWarning("Transmission {TransmissionId} was overdue and is driven on after {Fact}", transmissionId, fact);
        return true;
    }

    /// <summary>
    /// A lost or damaged inline view would stop every message about its stream. The streams are locked meanwhile, so that no
    /// newer view is overwritten.
    /// </summary>
    private async Task RenewViewsAsync(IDocumentSession session, TransmissionQueued queued, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var hold = new NpgsqlCommand(
            $"select 1 from {Database.Schema}.mt_streams where tenant_id = $1 and id in ($2, $3) order by id for update"
        );
        foreach (object value in new object[] { session.TenantId, queued.TransmissionId, queued.RequestId })
            hold.Parameters.Add(new() { Value = value });
        await using (await session.ExecuteReaderAsync(hold, cancellation))
        {
            await store.Advanced.RebuildSingleStreamAsync<Transmission>(
                queued.TransmissionId,
                session.TenantId,
                cancellation
            );
            await store.Advanced.RebuildSingleStreamAsync<Request>(queued.RequestId, session.TenantId, cancellation);
        }
        await session.DisposeAsync();
        await lines.RenewAsync(session.TenantId, queued.RequestId, cancellation);
    }

    /// <summary>Transmissions that are overdue, or whose due time is impossible.</summary>
    private async Task<IReadOnlyList<(string Tenant, Guid TransmissionId)>> DueAsync(
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select tenant_id, id from {Database.Schema}.mt_doc_transmission where due_at <= $1
            union all
            select tenant_id, id from {Database.Schema}.mt_doc_transmission
            where due_at > $2 and ((data ->> 'ChangedAt')::timestamptz > $2 or due_at > $3)
            """
        );
        foreach (
            var time in new[]
            {
                now - options.OverdueAfter,
                now + Overdue.ClockSkew,
                now + schedule.Longest + Overdue.ClockSkew,
            }
        )
            command.Parameters.Add(new() { Value = time, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>
    /// Streams whose last event is not final, in one page of events from the newest down, and whose view is lost or has
    /// another due time.
    /// </summary>
    private async Task<IReadOnlyList<(string Tenant, Guid TransmissionId)>> HiddenAsync(CancellationToken cancellation)
    {
        await using var newest = database.CreateCommand($"select coalesce(max(seq_id), 0) from {Database.Schema}.mt_events");
        var top = (long)(await newest.ExecuteScalarAsync(cancellation))!;
        var from = comparedDownTo is > 0 and { } down ? down : top;
        await using var command = database.CreateCommand(
            $"""
            select e.tenant_id, e.stream_id
            from {Database.Schema}.mt_events e
            join {Database.Schema}.mt_streams s on s.tenant_id = e.tenant_id and s.id = e.stream_id and s.version = e.version
            left join {Database.Schema}.mt_doc_transmission t on t.tenant_id = e.tenant_id and t.id = e.stream_id
            where e.seq_id > $1 and e.seq_id <= $2 and e.type = any($3) and t.due_at is distinct
                from coalesce({DueMembers})::timestamptz
            """
        );
        command.Parameters.Add(new() { Value = from - Page });
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = OpenFacts });
        comparedDownTo = from - Page;
        return await ReadAsync(command, cancellation);
    }

    private static async Task<IReadOnlyList<(string Tenant, Guid TransmissionId)>> ReadAsync(
        NpgsqlCommand command,
        CancellationToken cancellation
    )
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(string, Guid)>();
        while (await reader.ReadAsync(cancellation))
            found.Add((reader.GetString(0), reader.GetGuid(1)));
        return found;
    }
}
