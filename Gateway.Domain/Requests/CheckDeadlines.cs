using Wolverine.Attributes;
using Wolverine.Persistence.EventSourcing;

namespace Gateway.Domain.Requests;

/// <summary>Asks a request to record what has become due. It has no effect when nothing is due.</summary>
[MessageIdentity("check-deadlines")]
public sealed record CheckDeadlines(Guid RequestId);

/// <summary>
/// Records warnings, delays and expiries as events. It may run twice, late and out of order: it reads what is due now from
/// the state, so a lost or repeated message changes nothing.
/// </summary>
public static class CheckDeadlinesHandler
{
    public static IEnumerable<object> Handle(CheckDeadlines command, [WriteModel] Request request, DateTimeOffset now) =>
        Decide(request, now);

    public static IReadOnlyList<object> Decide(Request request, DateTimeOffset now)
    {
        var facts = new List<object>();
        foreach (var deadline in request.Deadlines.Where(deadline => deadline.NextAt <= now))
            if (deadline.DueAt <= now && deadline.IsClock)
                facts.AddRange([
                    new ClockExpired(request.Id, deadline.Number, deadline.DueAt!.Value, now),
                    new RequestLapsed(request.Id, deadline.Number, now),
                ]);
            else if (deadline.DueAt <= now)
                facts.Add(new ObligationOverdue(request.Id, deadline.Number, deadline.DueAt!.Value, now));
            else
                facts.Add(new DeadlineWarned(request.Id, deadline.Number, now));
        return facts;
    }
}
