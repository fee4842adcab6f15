using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>A served authority's further signed message, verified and stored, is to go out within its exchange.</summary>
/// <param name="Outages">Those the gateway knows of.</param>
public sealed record AcceptMessage(
    Message Message,
    StoredMessage Stored,
    VerifiedSignature Signature,
    VaultItem Receipt,
    Guid TransmissionId,
    string Channel,
    ChannelChoice ChosenBy,
    Terms Terms,
    Outages Outages
);

/// <summary>How accepting a further message is decided.</summary>
public static class AcceptMessageDecider
{
    /// <summary>Null when the message may go out in this state over this channel.</summary>
    /// <param name="channel">Asked for by the caller; null when the choice is left to the gateway.</param>
    public static Problem? Reject(Message message, Request request, string? channel, Outages outages, DateTimeOffset now)
    {
        if (request.Standing is null)
            return Wrong(
                "The request was made outside the gateway; no exchange is open here until it is confirmed in writing."
            );
        if (message.ExchangeId != request.ExchangeId)
            return Wrong("The message names another exchange than the request it was posted to.");
        if (message.AddressedTo != request.Counterpart)
            return new(
                Problem.CounterpartUnknown,
                "The message is addressed to another authority than the counterpart of this request."
            );
        if (message.Opens)
            return Wrong("A request or draft opens an exchange of its own; post it to /v1/requests.");
        if (KindRules.SentBy(message.Kind) is { } sender && sender != request.Role)
            return Wrong($"A message of kind {Codes.Of(message.Kind)} is sent by the {Codes.Of(sender)} authority.");
        if (message.Answers is { } answered && !request.Knows(answered))
            return Wrong("The message answers one that this exchange does not hold.");
        if (request.ClosedAt is not null)
            return Wrong("The case is closed; reopen it first.");
        var known = Known(message, request);
        if (request.LastOwn(now) is { } last && !last.IsBefore(known))
            return Wrong("Your messages of an exchange are ordered by issuedAt, and this one is not later than the last.");
        if (KindRules.WhyNot(known, request, With(known, request).Standing!) is { } why)
            return Wrong(
                $"A message of kind {Codes.Of(message.Kind)} does not fit a request in state "
                    + $"{Codes.Of(request.State)}. {why}"
            );
        return channel is null || ChannelBinding.Of(message.Kind, Recovered(request, outages), outages).Allows(channel)
            ? null
            : new(
                Problem.ChannelLocked,
                request.Exception is { State: ChannelExceptionState.Declared }
                    ? $"The request is locked to {request.Lock}; before the sender is informed, only the notice may leave "
                        + "over another channel."
                    : $"The request was received over {request.Lock}; what concerns its execution goes back over "
                        + $"{request.Lock}."
            );
    }

    public static IReadOnlyList<object> Decide(AcceptMessage command, Request request, DateTimeOffset now)
    {
        var (message, known) = (command.Message, Known(command.Message, request));
        var said = new MessageSubmitted(
            request.Id,
            message.MessageId,
            message.Kind,
            message.Answers,
            command.Stored,
            now,
            message.IssuedAt,
            message.Says,
            message.Relations
        );
        List<object> facts = [];
        if (Recovered(request, command.Outages) != request)
            facts.Add(Restoration(request, now));
        facts.AddRange([
            said,
            new SignatureVerified(
                request.Id,
                message.MessageId,
                command.Signature.KeyId,
                command.Signature.Level,
                command.Signature.Report,
                now
            ),
            new SubmissionAccepted(request.Id, message.MessageId, command.Receipt, now),
            .. Consequences.Of(known, request, request.Apply(said), now),
        ]);
        facts.AddRange(Obligations.Follow(request.After(facts), command.Terms, now));
        facts.Add(
            new ChannelSelected(
                request.Id,
                message.MessageId,
                command.TransmissionId,
                Leg: 1,
                command.Channel,
                command.ChosenBy,
                now
            )
        );
        return facts;
    }

    /// <summary>The state the request is in once the message is accepted.</summary>
    public static RequestState StateAfter(Message message, Request request) => With(Known(message, request), request).State;

    /// <summary>
    /// An exception based on a known outage ends with the outage. The next communication uses the locked channel by default.
    /// </summary>
    public static Request Recovered(Request request, Outages outages) =>
        request.Exception is { State: ChannelExceptionState.Switched, Outage: not null } exception
        && !outages.Has(exception.From)
            ? request.Apply(Restoration(request, request.ChangedAt))
            : request;

    private static ChannelRestored Restoration(Request request, DateTimeOffset now) =>
        new(request.Id, request.Exception!.ExceptionId, request.Exception.To, request.Exception.From, now);

    private static KnownMessage Known(Message message, Request request) =>
        new(message.MessageId, message.Kind, request.Role, message.Answers, message.IssuedAt, message.Says);

    private static Request With(KnownMessage known, Request request) =>
        request.Apply(
            new MessageSubmitted(
                request.Id,
                known.MessageId,
                known.Kind,
                known.Answers,
                null!,
                request.ChangedAt,
                known.IssuedAt,
                known.Says
            )
        );

    private static Problem Wrong(string detail) => new(Problem.WrongState, detail);
}
