namespace Gateway.Domain.Requests;

/// <summary>A counterpart's further signed message came in over a channel, verified and stored.</summary>
public sealed record ReceiveMessage(Message Message, string Channel, StoredMessage Stored, VerifiedSignature Signature);

/// <summary>
/// How a further message is received: it is always kept. The first one to come back locks the sending side; one that comes
/// over another channel is flagged; one that does not fit the state has no legal effect.
/// </summary>
public static class ReceiveMessageDecider
{
    public static IReadOnlyList<object> Decide(ReceiveMessage command, Request request, DateTimeOffset now)
    {
        var message = command.Message;
        var facts = new List<object>
        {
            new MessageReceived(
                request.Id, message.MessageId, message.Kind, message.Answers, message.IssuedBy, command.Channel,
                command.Stored, now),
            new SignatureVerified(
                request.Id, message.MessageId, command.Signature.KeyId, command.Signature.Level,
                command.Signature.Report, now),
        };
        if (KindRules.IsBoundToChannel(message.Kind))
        {
            if (request.Lock is null)
                facts.Add(new ChannelLocked(request.Id, command.Channel, message.MessageId, now));
            else if (request.Lock != command.Channel)
                facts.Add(new ChannelDeviationDetected(request.Id, message.MessageId, request.Lock, command.Channel, now));
        }
        if (KindRules.SentBy(message.Kind) is not { } sender || sender != request.Role)
            facts.AddRange(LegalEffect.Of(message.MessageId, message.Kind, message.Answers, request, now) ?? []);
        return facts;
    }
}
