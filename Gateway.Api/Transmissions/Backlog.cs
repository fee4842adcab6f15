using System.Globalization;
using Gateway.Api.Hosting;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Npgsql;

namespace Gateway.Api.Transmissions;

/// <summary>
/// How much waits to leave, looked up once a second: the gate of intake reads it, and so do the gauges. Counted over the
/// inline view of transmissions, so it is true on every node; a damaged view is counted as such until it is renewed.
/// </summary>
public sealed class Backlog : BackgroundService
{
    private static readonly IReadOnlySet<string> Leaving = Named(TransmissionState.Queued, TransmissionState.Attempting);
    private static readonly IReadOnlySet<string> Unfinished =
        Named(TransmissionState.Queued, TransmissionState.Attempting, TransmissionState.AttemptFailed);

    private readonly NpgsqlDataSource database;
    private readonly TimeProvider clock;
    private readonly ILogger<Backlog> log;
    private volatile IReadOnlyList<BacklogRow> rows = [];
    private volatile IReadOnlyDictionary<string, long> leaving = new Dictionary<string, long>();

    public Backlog(NpgsqlDataSource database, Telemetry telemetry, TimeProvider clock, ILogger<Backlog> log)
    {
        (this.database, this.clock, this.log) = (database, clock, log);
        telemetry.Observe(() => rows);
    }

    /// <summary>Accepted, not handed over, and not merely waiting for a counterpart to come back.</summary>
    public long Waiting => leaving.Values.Sum();

    /// <summary>The part of <see cref="Waiting"/> that one authority brought in.</summary>
    public long WaitingOf(string authority) => leaving.GetValueOrDefault(authority);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        do
        {
            try
            {
                var counted = await CountAsync(stoppingToken);
                rows = [.. counted.GroupBy(one => (one.Row.Channel, one.Row.State), one => one.Row).Select(Sum)];
                leaving = counted.Where(one => Leaving.Contains(one.Row.State)).GroupBy(one => one.Tenant, one => one.Row.Count)
                    .ToDictionary(tenant => tenant.Key, tenant => tenant.Sum());
            }
            catch (Exception exception) when (exception.IsFault(stoppingToken))
            {
                log.LogWarning(exception, "The backlog could not be counted: {Reason}", exception.Code());
            }
        }
        while (await timer.NextAsync(stoppingToken));
    }

    private static BacklogRow Sum(IGrouping<(string Channel, string State), BacklogRow> rows) =>
        new(rows.Key.Channel, rows.Key.State, rows.Sum(row => row.Count), rows.Max(row => row.OldestAge));

    private async Task<IReadOnlyList<(string Tenant, BacklogRow Row)>> CountAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"""
            select coalesce(data ->> 'Channel', 'damaged'), coalesce(data ->> 'State', 'damaged'), count(*), min(data ->> 'QueuedAt'), tenant_id
            from {EventStore.Schema}.mt_doc_transmission where not is_settled group by 1, 2, tenant_id
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counted = new List<(string, BacklogRow)>();
        var now = clock.GetUtcNow();
        while (await reader.ReadAsync(cancellation))
        {
            var state = reader.GetString(1);
            var isDated = DateTimeOffset.TryParse(reader.GetValue(3) as string, CultureInfo.InvariantCulture, out var oldest);
            counted.Add((reader.GetString(4), new(
                reader.GetString(0), state, reader.GetInt64(2), isDated && Unfinished.Contains(state) ? now - oldest : null)));
        }
        return counted;
    }

    private static HashSet<string> Named(params IEnumerable<TransmissionState> states) => [.. states.Select(state => Codes.Of(state))];
}
