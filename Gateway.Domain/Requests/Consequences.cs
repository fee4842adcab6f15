using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// The effects of a message beyond the message itself. Both sides use this one rule, so both record the same acts once both
/// hold the same messages.
/// </summary>
internal static class Consequences
{
    /// <param name="before">Without the message.</param>
    /// <param name="after">With it.</param>
    public static IEnumerable<object> Of(KnownMessage message, Request before, Request after, DateTimeOffset now)
    {
        var (was, standing) = (before.Standing!, after.Standing!);
        if (before.ClosedAt is not null)
            yield return new RequestReopened(after.Id, message.MessageId, Reasons: null, now);
        if (!standing.WithoutEffect.Contains(message.MessageId))
            foreach (var act in ActsOf(message, after, was, standing, now))
                yield return act;
        foreach (var idle in standing.WithoutEffect.Except(was.WithoutEffect).Order())
            yield return new MessageWithoutEffect(after.Id, idle, now);
    }

    private static IEnumerable<object> ActsOf(
        KnownMessage message,
        Request request,
        Standing was,
        Standing standing,
        DateTimeOffset now
    )
    {
        var (id, messageId, says) = (request.Id, message.MessageId, message.Says ?? new());
        return message.Kind switch
        {
            MessageKind.Acknowledgement => [new RequestAcknowledged(id, messageId, now)],
            MessageKind.ClarificationRequest => [new ClarificationRequested(id, messageId, standing.Rounds, now)],
            MessageKind.Clarification => [new ClarificationProvided(id, messageId, standing.Rounds, now)],
            MessageKind.StatusEnquiry => [new StatusRequested(id, messageId, now)],
            MessageKind.ProgressReport => Report(),
            MessageKind.Result => [Result(), .. Limits()],
            MessageKind.Refusal =>
            [
                new RequestRefused(
                    id,
                    messageId,
                    says.Extent ?? Extent.Whole,
                    says.Grounds ?? [],
                    says.Consultation ?? PriorConsultation.NotPossible,
                    now
                ),
            ],
            MessageKind.Postponement =>
            [
                new ExecutionPostponed(
                    id,
                    messageId,
                    says.Grounds is [var ground, ..] ? ground : "",
                    says.Consultation ?? PriorConsultation.NotPossible,
                    says.Until,
                    now
                ),
            ],
            MessageKind.Withdrawal => [new RequestWithdrawn(id, messageId, says.Extent ?? Extent.Whole, now)],
            MessageKind.ChannelNotice => message.By != request.Role && says.NewChannel is { } channel
                ? [new ChannelChangeNoticed(id, messageId, channel, says.ChannelGround, now)]
                : [],
            MessageKind.Conditions => [new ConditionsProposed(id, messageId, now)],
            MessageKind.ConditionsAccepted => [new ConditionsAccepted(id, messageId, message.Answers!.Value, now)],
            MessageKind.ConditionsDeclined => [new ConditionsDeclined(id, messageId, message.Answers!.Value, now)],
            MessageKind.Return => [new RequestReturned(id, messageId, says.Grounds is [var ground, ..] ? ground : "", now)],
            MessageKind.Forwarding => [new RequestForwarded(id, messageId, now)],
            MessageKind.Supplement => [new SupplementFiled(id, messageId, now)],
            MessageKind.Replacement => [new RequestReplaced(id, messageId, standing.VersionNumber, now)],
            MessageKind.ConsentRequest => [new ConsentRequested(id, messageId, now)],
            MessageKind.ConsentGiven => [new ConsentGiven(id, messageId, message.Answers!.Value, now)],
            MessageKind.ConsentDeclined => [new ConsentRefused(id, messageId, message.Answers!.Value, now)],
            MessageKind.ConfidentialityNotice => [new ConfidentialityCannotBeKept(id, messageId, now)],
            MessageKind.Consultation => [new ConsultationOpened(id, messageId, now)],
            _ => Enumerable.Empty<object>(),
        };

        IEnumerable<object> Report()
        {
            yield return new StatusReported(id, messageId, says.Stage, says.Expected, now);
            if (
                standing.Execution is Execution.InExecution
                && was.Execution is not (Execution.InExecution or Execution.PartiallyExecuted)
            )
                yield return new ExecutionStarted(id, messageId, now);
            if (says.ArrestedAt is { } arrestedAt)
                yield return new ArrestReported(id, messageId, arrestedAt, now);
            if (says.PreservedUntil is { } until)
                yield return new PreservationConfirmed(id, messageId, until, now);
        }

        object Result() =>
            says.IsImpossible ? new ExecutionImpossible(id, messageId, now)
            : says.Extent == Extent.Part ? new PartiallyExecuted(id, messageId, says.ExternalItems, now)
            : new Executed(id, messageId, says.ExternalItems, now);

        IEnumerable<object> Limits()
        {
            if (says.UseLimits is { Count: > 0 } limits)
                yield return new UseLimitationSet(id, messageId, limits, now);
        }
    }
}
