using Gateway.Domain.LegalBases;

namespace Gateway.Domain.Requests;

/// <summary>
/// Treaty times that run from a reported event and end a measure: from an arrest to the full request for extradition, from a
/// preservation to the request for production. They stop when the request that had to follow is linked.
/// </summary>
internal static class Clocks
{
    public static IEnumerable<object> Follow(Request request, Terms terms, ref int next, DateTimeOffset now)
    {
        var facts = new List<object>();
        if (request.Standing is not { } standing)
            return facts;
        if (
            request.Type == "provisionalArrest"
            && standing.ArrestedAt is { } arrestedAt
            && terms.Clock(ClockKind.ProvisionalArrest) is { } arrest
        )
            Run(
                DeadlineKind.ProvisionalArrest,
                arrest.Basis,
                arrestedAt,
                arrestedAt.AddDays(arrest.Rule.Days),
                arrest.Rule.MayEndAfterDays is { } days ? arrestedAt.AddDays(days) : null,
                arrest.Rule.WarnDaysBefore,
                ref next
            );
        if (request.Type == "preservation" && standing.PreservedUntil is { } until)
        {
            var rule = terms.Clock(ClockKind.Preservation);
            Run(
                DeadlineKind.Preservation,
                rule?.Basis,
                now,
                Obligations.EndOf(until),
                null,
                rule?.Rule.WarnDaysBefore ?? 14,
                ref next
            );
        }
        return facts;

        void Run(
            DeadlineKind kind,
            string? basis,
            DateTimeOffset from,
            DateTimeOffset dueAt,
            DateTimeOffset? warnAt,
            int warnDaysBefore,
            ref int next
        )
        {
            var clock = request.Deadlines.FindLast(deadline => deadline.Kind == kind);
            var isNeeded =
                !request.Links.Exists(link => link.Kind == LinkKind.FollowedBy)
                && request.ClosedAt is null
                && !standing.IsWithdrawn
                && standing.Outcome
                    is not (Outcome.Refused or Outcome.ReturnedWrongAddressee or Outcome.ImpossibleToExecute);
            var warn = warnAt ?? dueAt.AddDays(-warnDaysBefore);
            if (clock is null && isNeeded)
                facts.Add(new ClockStarted(request.Id, ++next, kind, Cause(kind), basis, from, warn, dueAt, now));
            else if (clock is { IsOpen: true } && !isNeeded)
                facts.Add(new ClockStopped(request.Id, clock.Number, now));
            else if (clock is not null && isNeeded && clock.DueAt != dueAt && clock.State != DeadlineState.Met)
                facts.Add(new ClockExtended(request.Id, clock.Number, Cause(kind), warn, dueAt, now));
        }

        Guid Cause(DeadlineKind kind) =>
            request
                .Messages.Where(message =>
                    kind == DeadlineKind.ProvisionalArrest
                        ? message.Says?.ArrestedAt is not null
                        : message.Says?.PreservedUntil is not null
                )
                .MaxBy(message => (message.IssuedAt, message.MessageId))!
                .MessageId;
    }
}
