namespace Gateway.Domain.Requests;

/// <summary>A served authority's signed request, verified and stored, is to open its exchange.</summary>
/// <param name="TransmissionId">Given now, so that the same decision taken again names the same transmission.</param>
public sealed record AcceptRequest(
    Guid RequestId,
    Message Message,
    StoredMessage Stored,
    VerifiedSignature Signature,
    Audit.VaultItem Receipt,
    Guid TransmissionId,
    string Channel,
    ChannelChoice ChosenBy);

/// <summary>How accepting a request is decided: what opens an exchange, and the facts that open it.</summary>
public static class AcceptRequestDecider
{
    /// <summary>Null when the message may open an exchange.</summary>
    public static Problem? Refuse(Message message) => message.Kind == MessageKind.Request
        ? null
        : new(Problem.WrongState, $"A message of kind {Codes.Of(message.Kind)} opens no exchange; post it to the request it belongs to.");

    public static IReadOnlyList<object> Decide(AcceptRequest command, DateTimeOffset now) =>
    [
        new RequestSubmitted(
            command.RequestId, command.Message.ExchangeId, command.Message.MessageId, command.Message.AddressedTo,
            command.Message.Type!, command.Message.LegalBases, command.Message.Urgency, command.Message.Confidentiality,
            command.Message.Language, command.Stored, now),
        new SignatureVerified(
            command.RequestId, command.Message.MessageId, command.Signature.KeyId, command.Signature.Level,
            command.Signature.Report, now),
        new SubmissionAccepted(command.RequestId, command.Message.MessageId, command.Receipt, now),
        new ChannelSelected(
            command.RequestId, command.Message.MessageId, command.TransmissionId, Leg: 1, command.Channel,
            command.ChosenBy, now),
    ];
}

/// <summary>A signature that passed, as events cite it.</summary>
public sealed record VerifiedSignature(string KeyId, string Level, Audit.VaultItem Report);
