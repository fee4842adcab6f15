using Gateway.Domain;
using Gateway.Domain.Requests;
using JasperFx.Events;

namespace Gateway.Api.Requests;

/// <summary>Rebuilds a view from events alone; the same events always give the same view.</summary>
public static class Replay
{
    /// <summary>Null when the opening fact is not among <paramref name="facts"/>.</summary>
    public static Progress? Progress(IReadOnlyList<IEvent> facts) =>
        RequestFold.Replay([.. facts.Select(fact => fact.Data)]) is { } request
            ? Requests.Progress.Of(request, facts[^1].Sequence, ((IDomainEvent)facts[^1].Data).At)
            : null;
}
