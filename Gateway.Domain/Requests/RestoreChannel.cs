namespace Gateway.Domain.Requests;

/// <summary>An officer ends an exception: what concerns execution goes back to the locked channel.</summary>
public static class RestoreChannelDecider
{
    public static Problem? Reject(Request request) =>
        request.Exception is { State: ChannelExceptionState.Switched or ChannelExceptionState.Declared }
            ? null
            : new(Problem.WrongState, "No exception from the channel is in force.");

    public static IReadOnlyList<object> Decide(Request request, DateTimeOffset now)
    {
        List<object> facts =
        [
            new ChannelRestored(
                request.Id,
                request.Exception!.ExceptionId,
                request.Exception.To,
                request.Exception.From,
                now
            ),
        ];
        if (request.Deadlines.Find(deadline => deadline is { Kind: DeadlineKind.ChannelNotice, IsOpen: true }) is { } owed)
            facts.Add(new ObligationCancelled(request.Id, owed.Number, now));
        return facts;
    }
}
