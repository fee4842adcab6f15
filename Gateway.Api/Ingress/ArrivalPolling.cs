using Gateway.Api.Channels;
using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain.Channels;
using Npgsql;

namespace Gateway.Api.Ingress;

/// <summary>
/// Polls every mailbox and folder of the served authorities, on one node at a time. A source that cannot be reached is shown
/// in health. When the directory changes the address of a served authority, its new source is polled as well.
/// </summary>
public sealed class ArrivalPolling : BackgroundService
{
    private const long Right = 0x67617465_00000002;
    private static readonly TimeSpan RightAskedEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuarantineCountedEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QuarantineShownFor = TimeSpan.FromDays(1);

    private readonly Intakes intakes;
    private readonly ArrivalProcessor reception;
    private readonly ArrivalTries tries;
    private readonly Claims claims;
    private readonly Database database;
    private readonly Telemetry telemetry;
    private readonly FreeSpace space;
    private readonly GatewayOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<ArrivalPolling> log;
    private volatile IReadOnlyList<SourceState> states = [];
    private volatile int quarantined;
    private DateTimeOffset quarantineCounted;
    private int quarantinesSeen;

    public ArrivalPolling(
        Intakes intakes,
        ArrivalProcessor reception,
        ArrivalTries tries,
        Claims claims,
        Database database,
        Telemetry telemetry,
        FreeSpace space,
        GatewayOptions options,
        TimeProvider clock,
        ILogger<ArrivalPolling> log
    )
    {
        (this.intakes, this.reception, this.tries, this.claims, this.database) = (
            intakes,
            reception,
            tries,
            claims,
            database
        );
        (this.telemetry, this.space, this.options, this.clock, this.log) = (telemetry, space, options, clock, log);
        telemetry.ObserveArrivals(() =>
            [
                .. states
                    .SelectMany(state => state.Rows)
                    .GroupBy(row => (row.Channel, row.State))
                    .Select(rows => new ArrivalRow(
                        rows.Key.Channel,
                        rows.Key.State,
                        rows.Sum(row => row.Count),
                        rows.Max(row => row.OldestAge)
                    )),
            ]
        );
    }

    /// <summary>Every mailbox and folder that is polled.</summary>
    public IReadOnlyList<SourceState> Sources => states;

    /// <summary>Sources that could not be reached last time, with a code of why.</summary>
    public IReadOnlyDictionary<string, string> Troubles =>
        states
            .Where(state => state.Trouble is not null)
            .GroupBy(state => state.Name)
            .ToDictionary(same => same.Key, same => same.First().Trouble!);

    /// <summary>Arrivals quarantined within the last day.</summary>
    public int Quarantined => quarantined;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var right = new LeaderLock(database, Right, RightAskedEvery);
        var isHeld = false;
        var sources = new Dictionary<string, Source>();
        using var timer = new PeriodicTimer(RightAskedEvery, clock);
        do
        {
            try
            {
                isHeld = await right.IsHeldAsync(stoppingToken);
                await CountQuarantinedAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                isHeld = false;
            }
            Follow(sources, () => isHeld, stoppingToken);
        } while (await timer.NextAsync(stoppingToken));
        await Task.WhenAll(sources.Values.Select(source => source.Collecting));
    }

    /// <summary>
    /// Starts polling the sources of the directory that are not polled yet. Counterparts may still deliver to an earlier
    /// source for a while, so its polling continues, unless the authority has left the channel.
    /// </summary>
    private void Follow(Dictionary<string, Source> sources, Func<bool> isHeld, CancellationToken stopping)
    {
        var wanted = intakes.Open();
        var names = wanted.Values.Select(NameOf).ToHashSet();
        foreach (
            var gone in sources.Values.Where(source =>
                !names.Contains(NameOf(source.Intake)) && !source.Ending.IsCancellationRequested
            )
        )
            gone.Ending.Cancel();
        foreach (var (name, intake) in wanted.Where(one => !sources.ContainsKey(one.Key)))
        {
            var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var source = new SourcePolling(intake, reception, tries, claims, telemetry, space, options, clock, log);
            // On a thread of its own: a source that hangs at its first request does not delay the others.
            sources[name] = new(
                intake,
                ending,
                source,
                Task.Run(() => source.CollectForeverAsync(isHeld, ending.Token), CancellationToken.None)
            );
        }
        foreach (var (name, ended) in sources.Where(source => source.Value.Collecting.IsCompleted).ToList())
        {
            ended.Ending.Dispose();
            sources.Remove(name);
        }
        states = [.. sources.Values.Select(source => source.Loop.State)];
    }

    private async Task CountQuarantinedAsync(CancellationToken cancellation)
    {
        var seen = states.Sum(state => state.Quarantines);
        if (seen == quarantinesSeen && clock.GetUtcNow() - quarantineCounted < QuarantineCountedEvery)
            return;
        quarantined = await tries.CountQuarantinedAsync(QuarantineShownFor, cancellation);
        (quarantineCounted, quarantinesSeen) = (clock.GetUtcNow(), seen);
    }

    private static string NameOf(IIntake intake) => $"{intake.Channel}/{intake.Authority}";

    private sealed record Source(IIntake Intake, CancellationTokenSource Ending, SourcePolling Loop, Task Collecting);
}
