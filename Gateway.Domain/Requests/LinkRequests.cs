using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>Links two requests of one served authority; both streams record the link.</summary>
public static class LinkRequestsDecider
{
    /// <summary>Null when the link may be made.</summary>
    /// <param name="kind">The relation of <paramref name="other"/> to <paramref name="request"/>.</param>
    public static Problem? Reject(Request request, Request other, LinkKind kind)
    {
        if (request.Id == other.Id || request.Counterpart != other.Counterpart)
            return new(Problem.WrongState, "Only two requests with the same counterpart are linked.");
        if (request.Links.Exists(link => link.RequestId == other.Id && link.Kind == kind))
            return new(Problem.WrongState, "They are linked already.");
        return kind == LinkKind.ConfirmedBy && request.State != RequestState.Registered
            ? new(Problem.WrongState, "Only a request that was made outside the gateway is confirmed by another.")
            : null;
    }

    /// <summary>The events of one of the two requests. It is called for each, with the reverse kind for the other.</summary>
    public static IReadOnlyList<object> Decide(Request request, Guid other, LinkKind kind, DateTimeOffset now)
    {
        List<object> facts = [new RequestLinked(request.Id, other, kind, now)];
        foreach (var deadline in request.Deadlines.Where(deadline => deadline.IsOpen))
            if (kind == LinkKind.FollowedBy && deadline.IsClock)
                facts.Add(new ClockStopped(request.Id, deadline.Number, now));
            else if (kind == LinkKind.ConfirmedBy && deadline.Kind == DeadlineKind.FormalConfirmation)
                facts.Add(new ObligationMet(request.Id, deadline.Number, MessageId: null, now));
        return facts;
    }

    /// <summary>The relation in the opposite direction of <paramref name="kind"/>.</summary>
    public static LinkKind Reverse(LinkKind kind) =>
        kind switch
        {
            LinkKind.FollowedBy => LinkKind.Follows,
            LinkKind.Follows => LinkKind.FollowedBy,
            _ => LinkKind.SeeAlso,
        };

    /// <summary>The link that an earlier exchange's request records when a new one names it in a relation.</summary>
    public static LinkKind OfEarlier(RelationKind relation) =>
        relation == RelationKind.SeeAlso ? LinkKind.SeeAlso : LinkKind.FollowedBy;
}
