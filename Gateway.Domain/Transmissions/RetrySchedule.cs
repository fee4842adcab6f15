namespace Gateway.Domain.Transmissions;

/// <summary>The schedule of further attempts after a failed one.</summary>
/// <param name="Delays">Before the 2nd, 3rd ... attempt; after the last one the transmission fails.</param>
/// <param name="AnswerWithin">How long a channel may take to answer one attempt that names no time of its own.</param>
public sealed record RetrySchedule(IReadOnlyList<TimeSpan> Delays, TimeSpan AnswerWithin)
{
    /// <summary>Nine attempts over about two days.</summary>
    public static readonly RetrySchedule Default = new(
        [
            TimeSpan.FromSeconds(10),
            TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(5),
            TimeSpan.FromMinutes(15),
            TimeSpan.FromHours(1),
            TimeSpan.FromHours(4),
            TimeSpan.FromHours(12),
            TimeSpan.FromHours(24),
        ],
        TimeSpan.FromMinutes(2)
    );

    /// <summary>Answer times of the channels that have their own.</summary>
    public IReadOnlyDictionary<string, TimeSpan> OwnAnswerTimes { get; init; } = new Dictionary<string, TimeSpan>();

    public TimeSpan AnswerOver(string channel) => OwnAnswerTimes.GetValueOrDefault(channel, AnswerWithin);

    /// <summary>The longest time that may pass before something follows.</summary>
    public TimeSpan Longest => Delays.Append(AnswerWithin).Concat(OwnAnswerTimes.Values).Max();

    /// <summary>The time of the next attempt; null when no attempt is left.</summary>
    public DateTimeOffset? NextAfter(int attempts, DateTimeOffset now) =>
        attempts <= Delays.Count ? now + Delays[attempts - 1] : null;
}
