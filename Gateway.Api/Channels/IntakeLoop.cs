using Gateway.Api.Hosting;
using Gateway.Domain.Channels;
using Npgsql;

namespace Gateway.Api.Channels;

/// <summary>
/// Looks into every mailbox and folder of the served authorities, again and again, on one node at a time. What fails stays
/// where it is and is tried again; a source that cannot be reached shows in health. Where the directory moves a served
/// authority, its new source is looked into as well.
/// </summary>
public sealed class IntakeLoop(
    Intakes intakes, Reception reception, Database database, GatewayOptions options, TimeProvider clock,
    ILogger<IntakeLoop> log) : BackgroundService
{
    private const long Right = 0x67617465_00000002;
    private static readonly TimeSpan RightAskedEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, string> troubles = [];

    /// <summary>Sources that could not be reached last time, with a code of why.</summary>
    public IReadOnlyDictionary<string, string> Troubles
    {
        get
        {
            lock (troubles)
                return new Dictionary<string, string>(troubles);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var right = new ExclusiveRight(database, Right, RightAskedEvery);
        var isHeld = false;
        var sources = new Dictionary<string, Source>();
        using var timer = new PeriodicTimer(RightAskedEvery, clock);
        do
        {
            try
            {
                isHeld = await right.IsHeldAsync(stoppingToken);
            }
            catch (NpgsqlException)
            {
                isHeld = false;
            }
            Follow(sources, () => isHeld, stoppingToken);
        }
        while (await timer.NextAsync(stoppingToken));
        await Task.WhenAll(sources.Values.Select(source => source.Collecting));
    }

    /// <summary>
    /// Begins with what the directory has and is not looked into yet. Where an authority was reached before, counterparts may
    /// still deliver for a while, so that goes on too, unless the authority has left the channel.
    /// </summary>
    private void Follow(Dictionary<string, Source> sources, Func<bool> isHeld, CancellationToken stopping)
    {
        var wanted = intakes.Open();
        var names = wanted.Values.Select(NameOf).ToHashSet();
        foreach (var gone in sources.Values.Where(source => !names.Contains(NameOf(source.Intake)) && !source.Ending.IsCancellationRequested))
            gone.Ending.Cancel();
        foreach (var (name, intake) in wanted.Where(one => !sources.ContainsKey(one.Key)))
        {
            var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            sources[name] = new(intake, ending, CollectForeverAsync(intake, isHeld, ending.Token));
        }
        foreach (var (name, ended) in sources.Where(source => source.Value.Collecting.IsCompleted).ToList())
        {
            ended.Ending.Dispose();
            sources.Remove(name);
            lock (troubles)
                troubles.Remove(NameOf(ended.Intake));
        }
    }

    /// <summary>One arrival that trips over a fault of ours stays where it is and does not hold up the others.</summary>
    private async Task<ArrivalFate> ReceiveAsync(IIntake intake, Arrival arrival, CancellationToken cancellation)
    {
        try
        {
            return await reception.ReceiveAsync(intake.Authority, intake.Channel, arrival, cancellation);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or NpgsqlException))
        {
            log.LogError(exception, "An arrival on {Channel} for {Authority} could not be received: {Reason}", intake.Channel, intake.Authority, exception.GetType().Name);
            return ArrivalFate.Left;
        }
    }

    private async Task CollectForeverAsync(IIntake intake, Func<bool> isHeld, CancellationToken stopping)
    {
        var name = NameOf(intake);
        while (!stopping.IsCancellationRequested)
        {
            var pause = options.IntakeEvery;
            try
            {
                if (isHeld())
                    await intake.CollectAsync((arrival, stop) => ReceiveAsync(intake, arrival, stop), stopping);
                lock (troubles)
                    troubles.Remove(name);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning(exception, "Nothing could be collected from {Source}: {Reason}", name, exception.GetType().Name);
                lock (troubles)
                    troubles[name] = exception.GetType().Name;
                pause = PauseAfterFailure;
            }
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string NameOf(IIntake intake) => $"{intake.Channel}/{intake.Authority}";

    private sealed record Source(IIntake Intake, CancellationTokenSource Ending, Task Collecting);
}
