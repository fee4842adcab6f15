using System.Collections.Immutable;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// The fold behind <see cref="Standing"/>: first the versions, then the requested authority's acts, then what answers them.
/// </summary>
internal sealed class StandingFold
{
    private readonly List<KnownMessage> requesting;
    private readonly List<KnownMessage> requested;
    private readonly List<KnownMessage> versions;
    private readonly HashSet<Guid> withoutEffect = [];
    private readonly HashSet<Guid> acknowledged = [];
    private readonly List<KnownMessage> questions = [];
    private KnownMessage? conditions;
    private Execution execution;
    private Outcome? outcome;
    private bool isPartlyRefused;
    private bool isUseLimited;
    private DateTimeOffset? arrestedAt;
    private DateOnly? preservedUntil;

    public StandingFold(IReadOnlyCollection<KnownMessage> messages)
    {
        requesting = Ordered(messages, ExchangeRole.Requesting);
        requested = Ordered(messages, ExchangeRole.Requested);
        var opening = requesting.First(message => message.Kind is MessageKind.Request or MessageKind.Draft);
        versions = [opening, .. requesting.Where(message => message.Kind == MessageKind.Replacement)];
    }

    private KnownMessage Current => versions[^1];

    public Standing Run()
    {
        foreach (var message in requested)
            Decide(message);
        var answered = FirstAnswers(MessageKind.Clarification);
        var open = questions.Find(question => !answered.ContainsKey(question.MessageId));
        var isWithdrawn = Withdraw(out var isPartlyWithdrawn);
        var isOver = outcome is not null || isWithdrawn;
        var replies = FirstAnswers(MessageKind.ConditionsAccepted, MessageKind.ConditionsDeclined);
        var (openConsent, hasConsent) = Consents();
        return new(
            Current.MessageId,
            versions.Count,
            acknowledged.Count > 0,
            isOver ? null : open?.MessageId,
            questions.Count,
            conditions?.MessageId,
            ReplyTo(conditions, replies),
            execution,
            outcome,
            isWithdrawn,
            isPartlyRefused,
            isPartlyWithdrawn,
            isUseLimited,
            openConsent,
            hasConsent,
            arrestedAt,
            preservedUntil,
            [.. withoutEffect]
        );
    }

    private void Decide(KnownMessage act)
    {
        arrestedAt = act.Says?.ArrestedAt ?? arrestedAt;
        preservedUntil = act.Says?.PreservedUntil ?? preservedUntil;
        isUseLimited |= act.Says?.UseLimits is { Count: > 0 };
        var version = VersionOf(act);
        if (act.Kind == MessageKind.Acknowledgement)
        {
            if (!acknowledged.Add(version.MessageId))
                withoutEffect.Add(act.MessageId);
        }
        else if (
            version != Current
            && act.Kind
                is MessageKind.ClarificationRequest
                    or MessageKind.Result
                    or MessageKind.Refusal
                    or MessageKind.Return
                    or MessageKind.Postponement
                    or MessageKind.Forwarding
                    or MessageKind.Conditions
        )
            withoutEffect.Add(act.MessageId);
        else if (!Takes(act))
            withoutEffect.Add(act.MessageId);
    }

    /// <returns>False when the act changes nothing.</returns>
    private bool Takes(KnownMessage act)
    {
        switch (act.Kind)
        {
            case MessageKind.ClarificationRequest:
                questions.Add(act);
                return true;
            case MessageKind.Conditions:
                conditions = act;
                return true;
            case MessageKind.ProgressReport:
                Report(act.Says?.Stage);
                return true;
            case MessageKind.Postponement:
                execution = outcome is null ? Execution.Postponed : execution;
                return outcome is null;
            case MessageKind.Forwarding:
                execution = outcome is null ? Execution.ForwardedToCompetent : execution;
                return outcome is null;
            case MessageKind.Result when act.Says is { IsImpossible: true }:
                return End(Outcome.ImpossibleToExecute);
            case MessageKind.Result when act.Says?.Extent != Extent.Part:
                outcome = Outcome.Executed;
                return true;
            case MessageKind.Result:
                if (outcome != Outcome.Executed)
                    (outcome, execution) = (null, Execution.PartiallyExecuted);
                return true;
            case MessageKind.Refusal when act.Says?.Extent == Extent.Part:
                isPartlyRefused = true;
                return outcome != Outcome.Executed;
            case MessageKind.Refusal:
                return End(Outcome.Refused);
            case MessageKind.Return:
                return End(Outcome.ReturnedWrongAddressee);
            default:
                return true;
        }
    }

    /// <summary>What was executed cannot be refused any more.</summary>
    private bool End(Outcome by)
    {
        if (outcome == Outcome.Executed)
            return false;
        outcome = by;
        return true;
    }

    /// <summary>A report of ongoing work cancels a refusal or return; it never cancels an execution.</summary>
    private void Report(Stage? stage)
    {
        if (outcome == Outcome.Executed || stage is null or Stage.Received)
            return;
        outcome = null;
        if (execution != Execution.PartiallyExecuted)
            execution = stage switch
            {
                Stage.UnderAssessment => Execution.UnderAssessment,
                Stage.PartlyExecuted => Execution.PartiallyExecuted,
                _ => Execution.InExecution,
            };
    }

    private bool Withdraw(out bool isPartly)
    {
        isPartly = false;
        var isWithdrawn = false;
        foreach (var withdrawal in requesting.Where(message => message.Kind == MessageKind.Withdrawal))
            if (outcome is not null || isWithdrawn || VersionOf(withdrawal) != Current)
                withoutEffect.Add(withdrawal.MessageId);
            else if (withdrawal.Says?.Extent == Extent.Part)
                isPartly = true;
            else
                isWithdrawn = true;
        return isWithdrawn;
    }

    private (Guid? Open, bool HasConsent) Consents()
    {
        var replies = FirstAnswers(requested, MessageKind.ConsentGiven, MessageKind.ConsentDeclined);
        var asked = requesting.Where(message => message.Kind == MessageKind.ConsentRequest).ToList();
        return (
            asked.Find(question => !replies.ContainsKey(question.MessageId))?.MessageId,
            asked.Exists(question => replies.GetValueOrDefault(question.MessageId)?.Kind == MessageKind.ConsentGiven)
        );
    }

    private Dictionary<Guid, KnownMessage> FirstAnswers(params ReadOnlySpan<MessageKind> kinds) =>
        FirstAnswers(requesting, kinds);

    /// <summary>
    /// The first reply of these kinds to each message, by the message it answers; a second reply has no effect.
    /// </summary>
    private Dictionary<Guid, KnownMessage> FirstAnswers(List<KnownMessage> from, params ReadOnlySpan<MessageKind> kinds)
    {
        var first = new Dictionary<Guid, KnownMessage>();
        foreach (var message in from)
            if (kinds.Contains(message.Kind) && (message.Answers is not { } answered || !first.TryAdd(answered, message)))
                withoutEffect.Add(message.MessageId);
        return first;
    }

    private static ConditionsReply ReplyTo(KnownMessage? conditions, Dictionary<Guid, KnownMessage> replies) =>
        conditions is null
            ? ConditionsReply.None
            : replies.GetValueOrDefault(conditions.MessageId)?.Kind switch
            {
                MessageKind.ConditionsAccepted => ConditionsReply.Accepted,
                MessageKind.ConditionsDeclined => ConditionsReply.Declined,
                _ => ConditionsReply.Awaited,
            };

    /// <summary>The version an act is about: the one it answers, else the newest that was issued before it.</summary>
    private KnownMessage VersionOf(KnownMessage act) =>
        versions.Find(version => version.MessageId == act.Answers)
        ?? versions.FindLast(version => version.IssuedAt <= act.IssuedAt)
        ?? versions[0];

    private static List<KnownMessage> Ordered(IEnumerable<KnownMessage> messages, ExchangeRole by) =>
        [
            .. messages
                .Where(message => message.By == by)
                .OrderBy(message => message.IssuedAt)
                .ThenBy(message => message.MessageId),
        ];
}
