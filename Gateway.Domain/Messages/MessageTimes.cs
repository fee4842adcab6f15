namespace Gateway.Domain.Messages;

/// <summary>
/// Times of past events that a message states. A time in the future is rejected: <c>issuedAt</c> would order every later
/// message before it, and an arrest that has not happened would start a treaty's time. Days that are planned or promised may
/// be in the future.
/// </summary>
public static class MessageTimes
{
    /// <summary>The clocks of two authorities differ by less than this.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Null when every such time has come.</summary>
    public static Problem? Reject(Message message, DateTimeOffset now)
    {
        List<ProblemPointer> early = [];
        if (!HasCome(message.IssuedAt, now))
            early.Add(new("/Message/issuedAt", "The time of issue has not come yet."));
        if (message.Says?.ArrestedAt is { } arrested && !HasCome(arrested, now))
            early.Add(new("/Message/communication/progress/arrestedAt", "The time of the arrest has not come yet."));
        return early.Count == 0
            ? null
            : new(
                Problem.TimeInFuture,
                "The message states a time more than five minutes in the future by the gateway's clock.",
                early
            );
    }

    internal static bool HasCome(DateTimeOffset time, DateTimeOffset now) => time <= now + Tolerance;
}
