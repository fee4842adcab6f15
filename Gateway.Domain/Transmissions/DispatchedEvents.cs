using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Transmissions;

/// <summary>
/// The events of a request when one of its messages has left: its dispatch, and the steps that waited for it.
/// </summary>
internal static class DispatchedEvents
{
    public static IReadOnlyList<object> Of(Transmission transmission, Request request, DateTimeOffset now)
    {
        List<object> facts =
        [
            new MessageDispatched(request.Id, transmission.MessageId, transmission.Id, transmission.Channel, now),
            .. DeclareChannelExceptionDecider.Inform(
                request,
                transmission.MessageId,
                transmission.Id,
                transmission.Channel,
                now
            ),
        ];
        if (
            transmission.LegKind == LegKind.Confirmation
            && request.Deadlines.Find(deadline => deadline is { Kind: DeadlineKind.FormalConfirmation, IsOpen: true })
                is { } owed
        )
            facts.Add(new ObligationMet(request.Id, owed.Number, transmission.MessageId, now));
        return facts;
    }
}
