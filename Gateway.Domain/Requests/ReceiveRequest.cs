using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>A counterpart's signed request, or a draft of one, came in over a channel, verified and stored.</summary>
public sealed record ReceiveRequest(
    Guid RequestId,
    Message Message,
    string Channel,
    int Leg,
    LegKind LegKind,
    StoredMessage Stored,
    VerifiedSignature Signature,
    Terms Terms
);

/// <summary>Opens a request on the requested side. The receipt of its formal leg locks the channel.</summary>
public static class ReceiveRequestDecider
{
    public static IReadOnlyList<object> Decide(ReceiveRequest command, DateTimeOffset now)
    {
        var (message, isDraft) = (command.Message, command.Message.Kind == MessageKind.Draft);
        var received = new RequestReceived(
            command.RequestId,
            message.ExchangeId,
            message.MessageId,
            message.IssuedBy,
            message.Type!,
            message.LegalBases,
            message.Urgency,
            message.Confidentiality,
            message.Language,
            command.Channel,
            command.Stored,
            now,
            isDraft,
            message.IssuedAt,
            message.Relations,
            command.Leg,
            command.LegKind
        );
        List<object> facts =
        [
            received,
            new SignatureVerified(
                command.RequestId,
                message.MessageId,
                command.Signature.KeyId,
                command.Signature.Level,
                command.Signature.Report,
                now
            ),
            .. Openings.Of(command.RequestId, message, command.Terms, now),
        ];
        if (!isDraft && command.LegKind != LegKind.AdvanceCopy && ChannelBinding.Binds(command.Terms.Channel.Policy))
            facts.Add(new ChannelLocked(command.RequestId, command.Channel, message.MessageId, now));
        facts.AddRange(Obligations.Follow(Request.Create(received).After(facts.Skip(1)), command.Terms, now));
        return facts;
    }
}
