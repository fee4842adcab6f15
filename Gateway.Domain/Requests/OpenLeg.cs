using Gateway.Domain.Channels;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// A message of the request leaves over a further channel: an advance copy beside the formal leg, a formal
/// confirmation, or a formal leg in place of one that failed. Each leg has its own delivery.
/// </summary>
public sealed record OpenLeg(Guid MessageId, string Channel, LegKind Kind, Guid TransmissionId);

public static class OpenLegDecider
{
    /// <param name="isStuck">Whether every formal leg of the message so far failed.</param>
    public static Problem? Reject(
        Guid messageId,
        string channel,
        LegKind kind,
        bool isStuck,
        Request request,
        Outages outages
    )
    {
        if (
            request.Messages.Find(message => message.MessageId == messageId && message.By == request.Role) is not { } message
        )
            return new(Problem.NotFound, "The request has no message of yours with this id.");
        if (kind == LegKind.Formal && !isStuck)
            return new(
                Problem.WrongState,
                "The formal leg did not fail; a second one would be a second transmission of the same act."
            );
        if (
            kind != LegKind.Formal
            && message.Kind is not (MessageKind.Request or MessageKind.Replacement or MessageKind.Supplement)
        )
            return new(Problem.WrongState, "Advance copies and confirmations are of requests.");
        return kind == LegKind.AdvanceCopy || ChannelBinding.Of(message.Kind, request, outages).Allows(channel)
            ? null
            : new(Problem.ChannelLocked, $"The request is locked to {request.Lock}.");
    }

    public static ChannelSelected Decide(OpenLeg command, Request request, DateTimeOffset now) =>
        new(
            request.Id,
            command.MessageId,
            command.TransmissionId,
            request.Legs.Where(leg => leg.MessageId == command.MessageId).Select(leg => leg.Number).DefaultIfEmpty().Max()
                + 1,
            command.Channel,
            ChannelChoice.Caller,
            now,
            command.Kind
        );
}
