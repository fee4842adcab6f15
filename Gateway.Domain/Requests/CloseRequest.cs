using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>The served authority closes its case. The counterpart is not informed.</summary>
public static class CloseRequestDecider
{
    public static Problem? Reject(Request request) =>
        request.ClosedAt is not null ? new(Problem.WrongState, "The case is closed already.")
        : request.IsOver || request.IsDraft || request.Links.Exists(link => link.Kind == LinkKind.ConfirmedBy) ? null
        : new(
            Problem.WrongState,
            $"A request in state {Codes.Of(request.State)} is not closed: it was not decided, withdrawn or lapsed."
        );

    public static IReadOnlyList<object> Decide(Request request, VaultItem? note, DateTimeOffset now) =>
        [
            new RequestClosed(request.Id, note, now),
            .. request
                .Deadlines.Where(deadline => deadline.IsOpen)
                .Select(deadline =>
                    deadline.IsClock
                        ? (object)new ClockStopped(request.Id, deadline.Number, now)
                        : new ObligationCancelled(request.Id, deadline.Number, now)
                ),
        ];
}

/// <summary>A person reopens a closed case. An arriving message reopens it without this act.</summary>
public static class ReopenRequestDecider
{
    public static Problem? Reject(Request request) =>
        request.ClosedAt is null ? new(Problem.WrongState, "The case is not closed.") : null;

    public static IReadOnlyList<object> Decide(Request request, VaultItem reasons, DateTimeOffset now) =>
        [new RequestReopened(request.Id, MessageId: null, reasons, now)];
}
