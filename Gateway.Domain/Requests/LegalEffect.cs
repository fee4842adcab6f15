namespace Gateway.Domain.Requests;

/// <summary>
/// What a message does to a request beyond having been said. Both sides use this one rule, so that both come to the same
/// state once both hold the same messages.
/// </summary>
public static class LegalEffect
{
    /// <summary>Null when the message does not fit the state; empty when it fits and changes nothing.</summary>
    public static IReadOnlyList<object>? Of(
        Guid messageId, MessageKind kind, Guid? answers, Request request, DateTimeOffset now) => kind switch
    {
        MessageKind.Acknowledgement => request.IsAcknowledged
            ? null
            : [new RequestAcknowledged(request.Id, messageId, now)],
        MessageKind.ClarificationRequest => request.OpenClarification is not null
            ? null
            : [new ClarificationRequested(request.Id, messageId, request.ClarificationRounds + 1, now)],
        MessageKind.Clarification => request.OpenClarification is null || answers != request.OpenClarification
            ? null
            : [new ClarificationProvided(request.Id, messageId, request.ClarificationRounds, now)],
        _ => [],
    };
}
