using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>A served authority's signed request, or a draft of one, verified and stored, is to open its exchange.</summary>
/// <param name="TransmissionId">Assigned beforehand, so that a repeated decision names the same transmission.</param>
/// <param name="Owed">What the counterpart's conditions and the legal bases make the sender owe.</param>
public sealed record AcceptRequest(
    Guid RequestId,
    Message Message,
    StoredMessage Stored,
    VerifiedSignature Signature,
    VaultItem Receipt,
    Guid TransmissionId,
    string Channel,
    ChannelChoice ChosenBy,
    Terms Terms,
    IReadOnlyList<ImpliedObligation> Owed
);

/// <summary>Decides whether a request is accepted: which messages open an exchange, and with which events.</summary>
public static class AcceptRequestDecider
{
    /// <summary>Null when the message may open an exchange.</summary>
    public static Problem? Reject(Message message, Terms terms)
    {
        if (!message.Opens)
            return new(
                Problem.WrongState,
                $"A message of kind {Codes.Of(message.Kind)} opens no exchange; post it to the request it belongs to."
            );
        return
            message.Kind == MessageKind.Request
            && terms.Content.Must.Except(message.Holds).ToList() is { Count: > 0 } missing
            ? new(
                Problem.ContentIncomplete,
                "The legal bases ask for content that the request does not have.",
                [
                    .. missing.Select(name => new ProblemPointer(
                        $"/Message/request/{name}",
                        "Asked for by a legal basis of the request."
                    )),
                ]
            )
            : null;
    }

    public static IReadOnlyList<object> Decide(AcceptRequest command, DateTimeOffset now)
    {
        var (message, isDraft) = (command.Message, command.Message.Kind == MessageKind.Draft);
        List<object> facts =
        [
            new RequestSubmitted(
                command.RequestId,
                message.ExchangeId,
                message.MessageId,
                message.AddressedTo,
                message.Type!,
                message.LegalBases,
                message.Urgency,
                message.Confidentiality,
                message.Language,
                command.Stored,
                now,
                isDraft,
                message.IssuedAt,
                message.Relations
            ),
            new SignatureVerified(
                command.RequestId,
                message.MessageId,
                command.Signature.KeyId,
                command.Signature.Level,
                command.Signature.Report,
                now
            ),
            .. Openings.Of(command.RequestId, message, command.Terms, now),
            new SubmissionAccepted(command.RequestId, message.MessageId, command.Receipt, now),
        ];
        facts.AddRange(
            command.Owed.Select(
                (owed, index) =>
                    Openings.Obligation(command.RequestId, index + 1, owed.Kind, message.MessageId, owed.WithinDays, now)
            )
        );
        facts.Add(
            new ChannelSelected(
                command.RequestId,
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
}

/// <summary>A verified signature, as events store it.</summary>
public sealed record VerifiedSignature(string KeyId, string Level, VaultItem Report);

/// <summary>The events that both sides record when a request opens.</summary>
internal static class Openings
{
    public static IEnumerable<object> Of(Guid requestId, Message message, Terms terms, DateTimeOffset now)
    {
        yield return new LegalBasesApplied(requestId, terms.Applied, terms.Channel.Policy, now);
        if (message.Kind == MessageKind.Request)
            yield return new ContentCompletenessAssessed(
                requestId,
                message.MessageId,
                [.. terms.Content.Should.Except(message.Holds)],
                now
            );
    }

    public static ObligationOpened Obligation(
        Guid requestId,
        int number,
        DeadlineKind kind,
        Guid? messageId,
        int withinDays,
        DateTimeOffset now
    ) =>
        new(
            requestId,
            number,
            kind,
            messageId,
            null,
            Obligations.Warning(now, now.AddDays(withinDays)),
            now.AddDays(withinDays),
            now
        );
}
