using System.Globalization;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Transmissions;
using Npgsql;
using NpgsqlTypes;

namespace Gateway.Api.Transmissions;

/// <summary>
/// How much waits to leave, counted once a second for the gate of intake and the gauges. It is counted over the inline view
/// of transmissions, so it is correct on every node; a damaged view is counted as such until it is renewed.
/// </summary>
public sealed class Backlog : PeriodicWork
{
    private static readonly IReadOnlySet<string> Unfinished = Overdue.States.Select(Codes.Of).ToHashSet();

    /// <summary>How long the queues and the sweeps have to act on what is due.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly NpgsqlDataSource database;
    private readonly RetrySchedule schedule;
    private readonly TimeProvider clock;
    private volatile IReadOnlyList<BacklogRow> rows = [];
    private volatile IReadOnlyDictionary<string, long> unfinished = new Dictionary<string, long>();

    public Backlog(
        NpgsqlDataSource database,
        RetrySchedule schedule,
        Telemetry telemetry,
        TimeProvider clock,
        ILogger<Backlog> log
    )
        : base(TimeSpan.FromSeconds(1), "The backlog could not be counted", clock, log)
    {
        (this.database, this.schedule, this.clock) = (database, schedule, clock);
        telemetry.Observe(() => rows);
    }

    /// <summary>Accepted and not handed over, whether on its way or waiting for a counterpart to come back.</summary>
    public long Waiting => unfinished.Values.Sum();

    /// <summary>
    /// Transmissions that wait for something further away than the longest pause of the schedule, or for which nothing
    /// has happened for longer than that: the clock, the queues or the sweeps are wrong.
    /// </summary>
    public long Stalled { get; private set; }

    /// <summary>The part of <see cref="Waiting"/> that one authority submitted.</summary>
    public long WaitingOf(string authority) => unfinished.GetValueOrDefault(authority);

    protected override bool StartsAtOnce => true;

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        var counted = await CountAsync(cancellation);
        rows = [.. counted.GroupBy(one => (one.Row.Channel, one.Row.State), one => one.Row).Select(Sum)];
        unfinished = counted
            .Where(one => Unfinished.Contains(one.Row.State))
            .GroupBy(one => one.Tenant, one => one.Row.Count)
            .ToDictionary(tenant => tenant.Key, tenant => tenant.Sum());
    }

    private static BacklogRow Sum(IGrouping<(string Channel, string State), BacklogRow> rows) =>
        new(rows.Key.Channel, rows.Key.State, rows.Sum(row => row.Count), rows.Max(row => row.OldestAge));

    private async Task<IReadOnlyList<(string Tenant, BacklogRow Row)>> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select coalesce(data ->> 'Channel', 'damaged'), coalesce(data ->> 'State', 'damaged'), count(*),
                min(data ->> 'QueuedAt'), tenant_id,
                   count(*) filter (where status = any($1) and (due_at > $2 or (data ->> 'ChangedAt')::timestamptz < $3))
            from {Database.Schema}.mt_doc_transmission where not is_settled group by 1, 2, tenant_id
            """
        );
        var (counted, stalled, now) = (new List<(string, BacklogRow)>(), 0L, clock.GetUtcNow());
        command.Parameters.Add(new() { Value = Unfinished.ToArray() });
        command.Parameters.Add(
            new() { Value = now + schedule.Longest + Overdue.ClockSkew, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        command.Parameters.Add(new() { Value = now - schedule.Longest - Patience, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var state = reader.GetString(1);
            var isDated = DateTimeOffset.TryParse(
                reader.GetValue(3) as string,
                CultureInfo.InvariantCulture,
                out var oldest
            );
            counted.Add(
                (
                    reader.GetString(4),
                    new(
                        reader.GetString(0),
                        state,
                        reader.GetInt64(2),
                        isDated && Unfinished.Contains(state) ? now - oldest : null
                    )
                )
            );
            stalled += reader.GetInt64(5);
        }
        Stalled = stalled;
        return counted;
    }
}
