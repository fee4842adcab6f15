namespace Gateway.Domain.Requests;

/// <summary>A served authority's further signed message, verified and stored, is to go out within its exchange.</summary>
public sealed record AcceptMessage(
    Message Message,
    StoredMessage Stored,
    VerifiedSignature Signature,
    Audit.VaultItem Receipt,
    Guid TransmissionId,
    string Channel,
    ChannelChoice ChosenBy);

/// <summary>How accepting a further message is decided.</summary>
public static class AcceptMessageDecider
{
    /// <summary>Null when the message may go out in this state over this channel.</summary>
    /// <param name="channel">Asked for by the caller; null when the choice is left to the gateway.</param>
    public static Problem? Refuse(Message message, Request request, string? channel)
    {
        if (message.ExchangeId != request.ExchangeId)
            return new(Problem.WrongState, "The message names another exchange than the request it was posted to.");
        if (message.AddressedTo != request.Counterpart)
            return new(Problem.CounterpartUnknown, "The message is addressed to another authority than the counterpart of this request.");
        if (message.Kind == MessageKind.Request)
            return new(Problem.WrongState, "A request opens an exchange of its own; post it to /v1/requests.");
        if (KindRules.SentBy(message.Kind) is { } sender && sender != request.Role)
            return new(Problem.WrongState, $"A message of kind {Codes.Of(message.Kind)} is sent by the {Codes.Of(sender)} authority.");
        if (message.Answers is { } answered && !request.Knows(answered))
            return new(Problem.WrongState, "The message answers one that this exchange does not hold.");
        if (Effect(message, request) is null)
            return WrongState(message, request);
        return channel is not null && request.Lock is { } locked && channel != locked && KindRules.IsBoundToChannel(message.Kind)
            ? new(Problem.ChannelLocked, $"The request was received over {locked}; what concerns its execution goes back over {locked}.")
            : null;
    }

    public static IReadOnlyList<object> Decide(AcceptMessage command, Request request, DateTimeOffset now) =>
    [
        new MessageSubmitted(
            request.Id, command.Message.MessageId, command.Message.Kind, command.Message.Answers, command.Stored, now),
        new SignatureVerified(
            request.Id, command.Message.MessageId, command.Signature.KeyId, command.Signature.Level,
            command.Signature.Report, now),
        new SubmissionAccepted(request.Id, command.Message.MessageId, command.Receipt, now),
        .. LegalEffect.Of(command.Message.MessageId, command.Message.Kind, command.Message.Answers, request, now) ?? [],
        new ChannelSelected(
            request.Id, command.Message.MessageId, command.TransmissionId, Leg: 1, command.Channel,
            command.ChosenBy, now),
    ];

    /// <summary>The state the request is in once the message is accepted.</summary>
    public static RequestState StateAfter(Message message, Request request) =>
        request.After(Effect(message, request) ?? []).State;

    private static IReadOnlyList<object>? Effect(Message message, Request request) =>
        LegalEffect.Of(message.MessageId, message.Kind, message.Answers, request, default);

    private static Problem WrongState(Message message, Request request) => new(
        Problem.WrongState,
        $"A message of kind {Codes.Of(message.Kind)} does not fit a request in state {Codes.Of(request.State)}.");
}
