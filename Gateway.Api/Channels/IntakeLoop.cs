using Gateway.Api.Hosting;
using Gateway.Domain.Channels;
using Npgsql;

namespace Gateway.Api.Channels;

/// <summary>
/// Looks into every mailbox and folder of the served authorities, again and again, on one node at a time. What fails stays
/// where it is and is tried again; a source that cannot be reached shows in health.
/// </summary>
public sealed class IntakeLoop(
    IReadOnlyList<IIntake> intakes, Reception reception, Database database, GatewayOptions options, TimeProvider clock,
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
        var sources = intakes.Select(intake => CollectForeverAsync(intake, () => isHeld, stoppingToken)).ToList();
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
        }
        while (await timer.NextAsync(stoppingToken));
        await Task.WhenAll(sources);
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
            log.LogError("An arrival on {Channel} for {Authority} could not be received: {Reason}", intake.Channel, intake.Authority, exception.GetType().Name);
            return ArrivalFate.Left;
        }
    }

    private async Task CollectForeverAsync(IIntake intake, Func<bool> isHeld, CancellationToken stopping)
    {
        var name = $"{intake.Channel}/{intake.Authority}";
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
                log.LogWarning("Nothing could be collected from {Source}: {Reason}", name, exception.GetType().Name);
                lock (troubles)
                    troubles[name] = exception.GetType().Name;
                pause = PauseAfterFailure;
            }
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
