using System.Collections.Frozen;

namespace Gateway.Domain.Transmissions;

/// <summary>
/// The only list of unfinished steps of a transmission: the last events that a further step must follow, the state after
/// each, when the step is due and which message asks for it. It is decided from the last event alone, so work lost by every
/// queue is found in the stream itself.
/// </summary>
public static class Overdue
{
    /// <summary>How far the clocks of two nodes may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private static readonly IReadOnlyList<Step> Steps =
    [
        Step.After<TransmissionQueued>(
            TransmissionState.Queued,
            nameof(TransmissionQueued.QueuedAt),
            fact => (fact.QueuedAt, fact.QueuedAt),
            (fact, _) => new StartAttempt(fact.TransmissionId, AfterAttempt: 0)
        ),
        Step.After<TransmissionAttempted>(
            TransmissionState.Attempting,
            nameof(TransmissionAttempted.AnswerDueAt),
            fact => (fact.AttemptedAt, fact.AnswerDueAt),
            (fact, channel) => new CarryTransmission(fact.TransmissionId, fact.Attempt, channel)
        ),
        Step.After<TransmissionAttemptFailed>(
            TransmissionState.AttemptFailed,
            nameof(TransmissionAttemptFailed.NextAttemptAt),
            fact => (fact.FailedAt, fact.NextAttemptAt),
            (fact, _) => new StartAttempt(fact.TransmissionId, fact.Attempt)
        ),
        Step.After<TransmissionResendOrdered>(
            TransmissionState.Queued,
            nameof(TransmissionResendOrdered.OrderedAt),
            fact => (fact.OrderedAt, fact.OrderedAt),
            (fact, _) => new StartAttempt(fact.TransmissionId, fact.AfterAttempt)
        ),
    ];

    private static readonly FrozenDictionary<Type, Step> ByFact = Steps.ToFrozenDictionary(step => step.Fact);

    /// <summary>The events that are not final.</summary>
    public static IReadOnlyList<Type> Facts { get; } = [.. Steps.Select(step => step.Fact)];

    /// <summary>The member of each of those events that holds the due time.</summary>
    public static IReadOnlyList<string> DueMembers { get; } = [.. Steps.Select(step => step.DueMember)];

    /// <summary>The states that are not final.</summary>
    public static IReadOnlyList<TransmissionState> States { get; } = [.. Steps.Select(step => step.State).Distinct()];

    /// <summary>When the next step must have followed the event; null when the event is final.</summary>
    public static DateTimeOffset? DueAt(object lastFact) =>
        ByFact.TryGetValue(lastFact.GetType(), out var step) ? step.Times(lastFact).DueAt : null;

    /// <summary>Whether the next step is overdue: it was due long ago, or its due time is impossible.</summary>
    /// <param name="patience">How long the queues have to do the step themselves.</param>
    public static bool IsDue(object lastFact, RetrySchedule schedule, TimeSpan patience, DateTimeOffset now) =>
        ByFact.TryGetValue(lastFact.GetType(), out var step)
        && step.Times(lastFact) is var (at, due)
        && (due + patience <= now || IsFalse(at, due, schedule, now));

    /// <summary>
    /// Whether a due time was set before the clock was set back, or is further away than the schedule allows.
    /// </summary>
    /// <param name="at">Time of the event that set it.</param>
    public static bool IsFalse(DateTimeOffset at, DateTimeOffset due, RetrySchedule schedule, DateTimeOffset now) =>
        due > now + ClockSkew && (at > now + ClockSkew || due > now + schedule.Longest + ClockSkew);

    /// <summary>
    /// The message that continues the transmission. It may be sent even if the queues still hold the step.
    /// </summary>
    /// <param name="channel">The channel of the transmission.</param>
    public static object Next(object lastFact, string channel) =>
        ByFact.TryGetValue(lastFact.GetType(), out var step)
            ? step.Next(lastFact, channel)
            : throw new ArgumentOutOfRangeException(nameof(lastFact), lastFact.GetType().Name, "The fact is an end.");

    private sealed record Step(
        Type Fact,
        TransmissionState State,
        string DueMember,
        Func<object, (DateTimeOffset At, DateTimeOffset DueAt)> Times,
        Func<object, string, object> Next
    )
    {
        public static Step After<T>(
            TransmissionState state,
            string dueMember,
            Func<T, (DateTimeOffset, DateTimeOffset)> times,
            Func<T, string, object> next
        ) => new(typeof(T), state, dueMember, fact => times((T)fact), (fact, channel) => next((T)fact, channel));
    }
}
