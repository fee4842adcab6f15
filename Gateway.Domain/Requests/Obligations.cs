using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// The obligations in a request, derived from its standing. An obligation is opened when it arises, met when it is
/// performed, and cancelled when it is no longer required. It is owed by the served authority or to it.
/// </summary>
public static class Obligations
{
    private const int ProgressWithinDays = 14;
    private static readonly TimeSpan LongestWarning = TimeSpan.FromDays(3);

    /// <summary>
    /// The events that bring the deadlines of a request in line with its standing; none when no change is needed.
    /// </summary>
    public static IReadOnlyList<object> Follow(Request request, Terms terms, DateTimeOffset now)
    {
        var facts = new List<object>();
        var owed = Owed(request, terms, now).ToList();
        foreach (
            var open in request.Deadlines.Where(deadline =>
                deadline.IsOpen && !deadline.IsClock && IsFollowed(deadline.Kind)
            )
        )
            if (!owed.Exists(one => one.Kind == open.Kind && one.MessageId == open.MessageId))
                facts.Add(
                    IsMet(open, request, out var by)
                        ? new ObligationMet(request.Id, open.Number, by, now)
                        : new ObligationCancelled(request.Id, open.Number, now)
                );
        var next = request.Deadlines.Count;
        foreach (
            var one in owed.Where(one =>
                !request.Deadlines.Exists(known => known.Kind == one.Kind && known.MessageId == one.MessageId)
            )
        )
            facts.Add(
                new ObligationOpened(
                    request.Id,
                    ++next,
                    one.Kind,
                    one.MessageId,
                    one.Basis,
                    Warning(now, one.DueAt),
                    one.DueAt,
                    now
                )
            );
        facts.AddRange(Clocks.Follow(request, terms, ref next, now));
        return facts;
    }

    private static IEnumerable<(DeadlineKind Kind, Guid? MessageId, string? Basis, DateTimeOffset DueAt)> Owed(
        Request request,
        Terms terms,
        DateTimeOffset now
    )
    {
        if (request.Standing is not { } standing || request.IsDraft)
            yield break;
        var isWith = request.Role == ExchangeRole.Requested || request.DispatchedAt is not null;
        if (isWith && !standing.IsAcknowledged && !request.IsOver)
            yield return (
                DeadlineKind.Acknowledgement,
                request.MessageId,
                null,
                (request.DispatchedAt ?? request.OpenedAt).AddDays(terms.AcknowledgeWithinDays)
            );
        if (standing.OpenQuestion is { } question && !request.IsOver)
            yield return (
                DeadlineKind.Clarification,
                question,
                null,
                request.Messages.Find(message => message.MessageId == question)!.Says?.Due is { } day
                    ? EndOf(day)
                    : now.AddDays(terms.ClarifyWithinDays)
            );
        if (standing.ConditionsReply == ConditionsReply.Awaited && !request.IsOver)
            yield return (DeadlineKind.ConditionsReply, standing.Conditions, null, now.AddDays(terms.ClarifyWithinDays));
        if (standing.OpenConsentRequest is { } consent)
            yield return (DeadlineKind.ConsentReply, consent, null, now.AddDays(terms.ClarifyWithinDays));
        if (UnansweredEnquiry(request) is { } enquiry && !request.IsOver)
            yield return (DeadlineKind.ProgressReport, enquiry, null, now.AddDays(ProgressWithinDays));
    }

    private static bool IsFollowed(DeadlineKind kind) =>
        kind
            is DeadlineKind.Acknowledgement
                or DeadlineKind.Clarification
                or DeadlineKind.ConditionsReply
                or DeadlineKind.ConsentReply
                or DeadlineKind.ProgressReport;

    private static bool IsMet(Deadline deadline, Request request, out Guid? by)
    {
        by = request
            .Messages.Where(message =>
                deadline.Kind switch
                {
                    DeadlineKind.Acknowledgement => message.Kind == MessageKind.Acknowledgement,
                    DeadlineKind.Clarification => message.Kind == MessageKind.Clarification
                        && message.Answers == deadline.MessageId,
                    DeadlineKind.ConditionsReply => message.Kind
                        is MessageKind.ConditionsAccepted
                            or MessageKind.ConditionsDeclined
                        && message.Answers == deadline.MessageId,
                    DeadlineKind.ConsentReply => message.Kind is MessageKind.ConsentGiven or MessageKind.ConsentDeclined
                        && message.Answers == deadline.MessageId,
                    _ => message.Kind == MessageKind.ProgressReport && message.Answers == deadline.MessageId,
                }
            )
            .Select(message => (Guid?)message.MessageId)
            .FirstOrDefault();
        return by is not null;
    }

    /// <summary>The enquiry made last, if no report answers it.</summary>
    private static Guid? UnansweredEnquiry(Request request)
    {
        var enquiry = request
            .Messages.Where(message => message.Kind == MessageKind.StatusEnquiry)
            .MaxBy(message => (message.IssuedAt, message.MessageId));
        return
            enquiry is null
            || request.Messages.Exists(message =>
                message.Kind == MessageKind.ProgressReport && message.Answers == enquiry.MessageId
            )
            ? null
            : enquiry.MessageId;
    }

    /// <summary>Three days before, or half-way for what is due sooner.</summary>
    internal static DateTimeOffset Warning(DateTimeOffset now, DateTimeOffset dueAt)
    {
        var half = TimeSpan.FromTicks(Math.Max(0, (dueAt - now).Ticks / 2));
        return dueAt - (half < LongestWarning ? half : LongestWarning);
    }

    internal static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
