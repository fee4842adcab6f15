using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Transmissions;

namespace Gateway.Domain.Requests;

/// <summary>A counterpart's further signed message came in over a channel, verified and stored.</summary>
public sealed record ReceiveMessage(
    Message Message,
    string Channel,
    int Leg,
    LegKind LegKind,
    StoredMessage Stored,
    VerifiedSignature Signature,
    Terms Terms
);

/// <summary>
/// Receives a further message, which is always kept. The first message back locks the sending side's channel. A message over
/// another, unannounced channel is flagged. A message that does not fit has no effect.
/// </summary>
public static class ReceiveMessageDecider
{
    /// <summary>Null when the issuing authority is a party to the exchange.</summary>
    public static Problem? Reject(Message message, Request request) =>
        message.IssuedBy == request.Counterpart
            ? null
            : new(Problem.Forbidden, "The message comes from an authority that is no party to the exchange.");

    public static IReadOnlyList<object> Decide(ReceiveMessage command, Request request, DateTimeOffset now)
    {
        var message = command.Message;
        var received = new MessageReceived(
            request.Id,
            message.MessageId,
            message.Kind,
            message.Answers,
            message.IssuedBy,
            command.Channel,
            command.Stored,
            now,
            message.IssuedAt,
            message.Says,
            message.Relations,
            command.Leg,
            command.LegKind
        );
        List<object> facts =
        [
            received,
            new SignatureVerified(
                request.Id,
                message.MessageId,
                command.Signature.KeyId,
                command.Signature.Level,
                command.Signature.Report,
                now
            ),
            .. ChannelFacts(message.MessageId, message.Kind, command.Channel, command.LegKind, request, now),
        ];
        var known = new KnownMessage(
            message.MessageId,
            message.Kind,
            request.Role.Other(),
            message.Answers,
            message.IssuedAt,
            message.Says
        );
        if (KindRules.SentBy(message.Kind) is { } sender && sender == request.Role)
            facts.Add(new MessageWithoutEffect(request.Id, message.MessageId, now));
        else
            facts.AddRange(Consequences.Of(known, request, request.Apply(received), now));
        facts.AddRange(Obligations.Follow(request.After(facts), command.Terms, now));
        return facts;
    }

    /// <summary>The same message arrived again over another leg.</summary>
    public static IReadOnlyList<object> DecideAgain(
        Guid messageId,
        MessageKind kind,
        string channel,
        int leg,
        LegKind legKind,
        Request request,
        DateTimeOffset now
    ) =>
        request.ReceivedLegs.Exists(known => known.MessageId == messageId && known.Number == leg && known.Channel == channel)
            ? []
            :
            [
                new FurtherLegReceived(request.Id, messageId, leg, legKind, channel, now),
                .. ChannelFacts(messageId, kind, channel, legKind, request, now),
            ];

    /// <summary>Only the formal leg locks the channel or counts as a deviation, not an advance copy.</summary>
    private static IEnumerable<object> ChannelFacts(
        Guid messageId,
        MessageKind kind,
        string channel,
        LegKind legKind,
        Request request,
        DateTimeOffset now
    )
    {
        if (
            legKind == LegKind.AdvanceCopy
            || request.IsDraft
            || !KindRules.IsBoundToChannel(kind)
            || !ChannelBinding.Binds(request.ChannelPolicy)
        )
            return [];
        if (request.Lock is not { } locked)
            return
            [
                new ChannelLocked(
                    request.Id,
                    kind == MessageKind.ChannelNotice ? SentOver(request) ?? channel : channel,
                    messageId,
                    now
                ),
            ];
        var isExpected =
            channel == locked
            || channel == request.NoticedChannel
            || kind == MessageKind.ChannelNotice
            || request.Exception is { State: ChannelExceptionState.Switched } exception && channel == exception.To;
        return isExpected ? [] : [new ChannelDeviationDetected(request.Id, messageId, locked, channel, now)];
    }

    /// <summary>
    /// The channel over which the counterpart received the request. If the first message back is a channel notice, it
    /// announces that this channel will be left.
    /// </summary>
    private static string? SentOver(Request request) =>
        request
            .Legs.Find(leg =>
                leg.MessageId == request.MessageId && leg.Kind == LegKind.Formal && leg.Channel != Transmission.Manual
            )
            ?.Channel;
}
