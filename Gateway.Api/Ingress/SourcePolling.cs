using System.Collections.Concurrent;
using Gateway.Api.Configuration;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.Persistence;
using Gateway.Domain.Channels;

namespace Gateway.Api.Ingress;

/// <summary>
/// Polls one mailbox or folder, several arrivals at once. An examination that fails for any reason counts as a try; after
/// the last one the arrival is quarantined. A message that waits for its exchange is not opened again until that opens.
/// </summary>
public sealed class SourcePolling(
    IIntake intake,
    ArrivalProcessor reception,
    ArrivalTries tries,
    Claims claims,
    Telemetry telemetry,
    FreeSpace space,
    GatewayOptions options,
    TimeProvider clock,
    ILogger log
)
{
    private const int MostTries = 3;

    /// <summary>The limit of tries that failed because the source broke off, which says little about the arrival.</summary>
    private const int MostTriesAtSource = 10;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>After this time a round starts no further arrival; the rest is left for the next round.</summary>
    private static readonly TimeSpan HandsOutFor = TimeSpan.FromSeconds(20);

    /// <summary>How long cancelled work may take to stop before it is abandoned.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OrderWaitsFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Parked> parked = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset> held = [];
    private readonly SourceState state = new(intake.Channel, intake.Authority, clock);

    public SourceState State => state;

    private string Authority => intake.Authority;

    private string Channel => intake.Channel;

    public async Task CollectForeverAsync(Func<bool> isHeld, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = options.IntakeEvery;
            try
            {
                state.TurnBegins();
                if (space.IsShort)
                    throw new IOException("Too little free space.");
                if (isHeld())
                    await RoundAsync(stopping);
                else
                    state.Counted([]);
                state.TurnEnded(null);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("Nothing could be collected from {Source}: {Reason}", state.Name, exception.Code());
                state.TurnEnded(exception.GetType().Name);
                pause = PauseAfterFailure;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        await using var round = await intake.LookAsync(stopping);
        var known =
            round.Waiting.Count == 0
                ? new Dictionary<string, ArrivalTry>()
                : await tries.LoadAsync(Authority, Channel, stopping);
        await UnparkAsync(round, stopping);
        var now = clock.GetUtcNow();
        var retrying = round.Waiting.Where(waiting => known.ContainsKey(ArrivalTries.KeyOf(waiting.Name))).ToHashSet();
        var due = round.Waiting.Where(waiting => IsDue(waiting, known, now)).ToList();
        state.Counted(
            round.Waiting,
            waiting =>
                retrying.Contains(waiting) ? "retrying"
                : parked.ContainsKey(waiting.Name) ? "parked"
                : "waiting",
            waiting => known.GetValueOrDefault(ArrivalTries.KeyOf(waiting.Name)) is { IsQuarantined: true }
        );
        if (due.Count == 0)
            return;
        var order = new ExchangeOrder(OrderWaitsFor, clock);
        var places = new ParallelOptions { MaxDegreeOfParallelism = options.ArrivalsAtOnce, CancellationToken = stopping };
        await Parallel.ForEachAsync(
            due.TakeWhile(_ => clock.GetUtcNow() - now < HandsOutFor).Select(waiting => (waiting, turn: order.Enter())),
            places,
            async (arrival, stop) =>
            {
                using (arrival.turn)
                    await TakeAsync(round, arrival.waiting, retrying.Contains(arrival.waiting), arrival.turn, stop);
            }
        );
    }

    private bool IsDue(WaitingArrival waiting, IReadOnlyDictionary<string, ArrivalTry> known, DateTimeOffset now) =>
        !parked.ContainsKey(waiting.Name)
        && held.GetValueOrDefault(waiting.Name) <= now
        && (
            known.GetValueOrDefault(ArrivalTries.KeyOf(waiting.Name)) is not { } failed
            || (!failed.IsQuarantined && failed.NextAt <= now)
        );

    private async Task TakeAsync(
        IRound round,
        WaitingArrival waiting,
        bool hasFailed,
        ExchangeOrder.Turn turn,
        CancellationToken stopping
    )
    {
        try
        {
            var limit = options.ArrivalWithin + intake.OpensWithin;
            using var timeUp = new CancellationTokenSource(limit, clock);
            using var budget = CancellationTokenSource.CreateLinkedTokenSource(stopping, timeUp.Token);
            // On a thread of its own, so that work that ignores the token can be abandoned.
            var (received, arrival) = await Task.Run(
                    () => ExamineAsync(round, waiting, turn, budget.Token),
                    CancellationToken.None
                )
                .WaitAsync(limit + Grace, clock, stopping);
            if (hasFailed && received is not null)
                await tries.ForgetAsync(Authority, Channel, waiting.Name, stopping);
            if (received is { Awaits: { } exchange })
                parked[waiting.Name] = new(exchange, clock.GetUtcNow() + options.LookAgainAfter);
            else
            {
                if (received is not null)
                    await SettleAsync(round, waiting, arrival, received.Fate, stopping);
                state.Settled(waiting);
            }
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested && !exception.IsOfTheSurroundings())
        {
            await FailedAsync(round, waiting, exception, stopping);
            if (exception is SourceFailedException)
                throw;
        }
    }

    private async Task<(Received? Received, Arrival? Arrival)> ExamineAsync(
        IRound round,
        WaitingArrival waiting,
        ExchangeOrder.Turn turn,
        CancellationToken cancellation
    )
    {
        using var opened = await round.OpenAsync(waiting, cancellation);
        return opened is null
            ? (null, null)
            : (await reception.ReceiveAsync(Authority, Channel, opened.Arrival, turn, cancellation), opened.Arrival);
    }

    private async Task FailedAsync(IRound round, WaitingArrival waiting, Exception exception, CancellationToken stopping)
    {
        var failed = await tries.FailedAsync(Authority, Channel, waiting.Name, options.RetryArrivalAfter, stopping);
        var isLast = failed >= (exception is SourceFailedException ? MostTriesAtSource : MostTries);
        log.LogError(
            "An arrival on {Channel} for {Authority} could not be examined in try {Try}: {Reason}",
            Channel,
            Authority,
            failed,
            exception.Code()
        );
        telemetry.ArrivalFailed(Channel, isLast);
        if (!isLast)
            return;
        await reception.QuarantineAsync(Authority, Channel, failed, stopping);
        await tries.QuarantinedAsync(Authority, Channel, waiting.Name, stopping);
        state.Quarantined();
        await SettleAsync(round, waiting, null, ArrivalFate.SetAside, stopping);
    }

    /// <summary>
    /// An arrival that cannot be moved at its source was recorded nevertheless: only the move is retried, after a pause.
    /// </summary>
    private async Task SettleAsync(
        IRound round,
        WaitingArrival waiting,
        Arrival? arrival,
        ArrivalFate fate,
        CancellationToken stopping
    )
    {
        try
        {
            await round.SettleAsync(waiting, arrival, fate, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            log.LogWarning(
                "An arrival on {Channel} for {Authority} could not be settled: {Reason}",
                Channel,
                Authority,
                exception.Code()
            );
            held[waiting.Name] = clock.GetUtcNow() + options.RoundWithin;
            state.InTrouble(exception.GetType().Name);
        }
    }

    /// <summary>One query for all parked arrivals. None is parked permanently, or after it left its source.</summary>
    private async Task UnparkAsync(IRound round, CancellationToken cancellation)
    {
        var here = round.Waiting.Select(waiting => waiting.Name).ToHashSet();
        var now = clock.GetUtcNow();
        foreach (var (name, _) in parked.Where(one => !here.Contains(one.Key) || one.Value.LookAgainAt <= now))
            parked.TryRemove(name, out _);
        foreach (var (name, _) in held.Where(one => !here.Contains(one.Key)))
            held.TryRemove(name, out _);
        if (parked.IsEmpty)
            return;
        var open = await claims.FindAsync(
            Authority,
            [.. parked.Values.Select(one => Claim.Exchange(one.Exchange)).Distinct()],
            cancellation
        );
        foreach (var (name, _) in parked.Where(one => open.ContainsKey(Claim.Exchange(one.Value.Exchange))))
            parked.TryRemove(name, out _);
    }

    private sealed record Parked(Guid Exchange, DateTimeOffset LookAgainAt);
}
