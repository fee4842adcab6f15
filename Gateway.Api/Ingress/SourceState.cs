using Gateway.Api.Observability;
using Gateway.Domain.Channels;

namespace Gateway.Api.Ingress;

/// <summary>The state of one mailbox or folder, for health and gauges.</summary>
public sealed class SourceState(string channel, string authority, TimeProvider clock)
{
    private readonly Lock changing = new();
    private readonly HashSet<WaitingArrival> settled = [];
    private IReadOnlyList<(WaitingArrival Arrival, string State)> counted = [];
    private DateTimeOffset? turnBegan;
    private string? trouble;
    private string? troubleOfTurn;

    public string Name => $"{channel}/{authority}";

    /// <summary>Why it could not be read, as a code; null when it could.</summary>
    public string? Trouble
    {
        get
        {
            lock (changing)
                return trouble;
        }
    }

    /// <summary>Arrivals quarantined since the start.</summary>
    public int Quarantines { get; private set; }

    /// <summary>How long the round that has not ended yet has taken.</summary>
    public TimeSpan RoundTakes
    {
        get
        {
            lock (changing)
                return turnBegan is { } began ? clock.GetUtcNow() - began : TimeSpan.Zero;
        }
    }

    public IReadOnlyList<ArrivalRow> Rows
    {
        get
        {
            lock (changing)
                return
                [
                    .. counted
                        .Where(one => !settled.Contains(one.Arrival))
                        .GroupBy(one => one.State)
                        .Select(group => new ArrivalRow(
                            channel,
                            group.Key,
                            group.Count(),
                            Age(group.Min(one => one.Arrival.ArrivedAt))
                        )),
                ];
        }
    }

    public void TurnBegins()
    {
        lock (changing)
            turnBegan = clock.GetUtcNow();
    }

    public void TurnEnded(string? why)
    {
        lock (changing)
            (turnBegan, trouble, troubleOfTurn) = (null, why ?? troubleOfTurn, null);
    }

    public void InTrouble(string why)
    {
        lock (changing)
            troubleOfTurn = why;
    }

    /// <param name="stateOf">Of one that is not <paramref name="isDoneWith"/>.</param>
    public void Counted(
        IReadOnlyList<WaitingArrival> waiting,
        Func<WaitingArrival, string>? stateOf = null,
        Func<WaitingArrival, bool>? isDoneWith = null
    )
    {
        var now = waiting
            .Where(one => isDoneWith?.Invoke(one) is not true)
            .Select(one => (one, stateOf?.Invoke(one) ?? "waiting"))
            .ToList();
        lock (changing)
        {
            counted = now;
            settled.Clear();
        }
    }

    public void Quarantined()
    {
        lock (changing)
            Quarantines++;
    }

    public void Settled(WaitingArrival arrival)
    {
        lock (changing)
            settled.Add(arrival);
    }

    private TimeSpan Age(DateTimeOffset oldest) =>
        clock.GetUtcNow() is var now && now > oldest ? now - oldest : TimeSpan.Zero;
}
