namespace Gateway.Domain.Requests;

/// <summary>A counterpart's signed request came in over a channel, verified and stored.</summary>
public sealed record ReceiveRequest(
    Guid RequestId, Message Message, string Channel, StoredMessage Stored, VerifiedSignature Signature);

/// <summary>How a request opens on the requested side: its receipt locks the channel.</summary>
public static class ReceiveRequestDecider
{
    public static IReadOnlyList<object> Decide(ReceiveRequest command, DateTimeOffset now) =>
    [
        new RequestReceived(
            command.RequestId, command.Message.ExchangeId, command.Message.MessageId, command.Message.IssuedBy,
            command.Message.Type!, command.Message.LegalBases, command.Message.Urgency, command.Message.Confidentiality,
            command.Message.Language, command.Channel, command.Stored, now),
        new SignatureVerified(
            command.RequestId, command.Message.MessageId, command.Signature.KeyId, command.Signature.Level,
            command.Signature.Report, now),
        new ChannelLocked(command.RequestId, command.Channel, command.Message.MessageId, now),
    ];
}
