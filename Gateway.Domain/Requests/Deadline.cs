using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gateway.Domain.Requests;

/// <summary>An obligation, or a treaty's time limit, as the case records it.</summary>
/// <param name="Number">1, 2, 3 ... within the request.</param>
/// <param name="IsClock">A time limit that ends a measure; else an obligation, which stays owed when it is late.</param>
public sealed record Deadline(
    int Number,
    DeadlineKind Kind,
    bool IsClock,
    Guid? MessageId,
    string? Basis,
    DateTimeOffset? WarnAt,
    DateTimeOffset? DueAt,
    DeadlineState State
)
{
    [JsonIgnore]
    public bool IsOpen => State is DeadlineState.Running or DeadlineState.Warned or DeadlineState.Overdue;

    /// <summary>When the sweep has something to record; null when never again.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextAt =>
        State switch
        {
            DeadlineState.Running => WarnAt ?? DueAt,
            DeadlineState.Warned => DueAt,
            _ => null,
        };
}

[JsonConverter(typeof(JsonStringEnumConverter<DeadlineState>))]
public enum DeadlineState
{
    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("warned")]
    Warned,

    [JsonStringEnumMemberName("overdue")]
    Overdue,

    [JsonStringEnumMemberName("met")]
    Met,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    [JsonStringEnumMemberName("expired")]
    Expired,
}

/// <summary>Applies events to the deadlines of one request.</summary>
internal static class DeadlineList
{
    public static ImmutableList<Deadline> With(this ImmutableList<Deadline> deadlines, object fact) =>
        fact switch
        {
            ObligationOpened opened => deadlines.Add(
                new(
                    opened.Deadline,
                    opened.Kind,
                    IsClock: false,
                    opened.MessageId,
                    opened.Basis,
                    opened.WarnAt,
                    opened.DueAt,
                    DeadlineState.Running
                )
            ),
            ClockStarted started => deadlines.Add(
                new(
                    started.Deadline,
                    started.Kind,
                    IsClock: true,
                    started.MessageId,
                    started.Basis,
                    started.WarnAt,
                    started.DueAt,
                    DeadlineState.Running
                )
            ),
            ClockExtended extended => deadlines.Change(
                extended.Deadline,
                clock => clock with { WarnAt = extended.WarnAt, DueAt = extended.DueAt, State = DeadlineState.Running }
            ),
            ObligationMet met => deadlines.End(met.Deadline, DeadlineState.Met),
            ObligationCancelled cancelled => deadlines.End(cancelled.Deadline, DeadlineState.Cancelled),
            ObligationOverdue overdue => deadlines.End(overdue.Deadline, DeadlineState.Overdue),
            DeadlineWarned warned => deadlines.End(warned.Deadline, DeadlineState.Warned),
            ClockStopped stopped => deadlines.End(stopped.Deadline, DeadlineState.Met),
            ClockExpired expired => deadlines.End(expired.Deadline, DeadlineState.Expired),
            _ => deadlines,
        };

    private static ImmutableList<Deadline> End(this ImmutableList<Deadline> deadlines, int number, DeadlineState state) =>
        deadlines.Change(number, deadline => deadline with { State = state });

    private static ImmutableList<Deadline> Change(
        this ImmutableList<Deadline> deadlines,
        int number,
        Func<Deadline, Deadline> change
    ) => deadlines.SetItem(number - 1, change(deadlines[number - 1]));
}
