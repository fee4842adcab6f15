using Gateway.Domain.Audit;
using Gateway.Domain.LegalBases;

namespace Gateway.Domain.Requests;

/// <summary>A served authority's signed request, or a draft of one, verified and stored, is to open its exchange.</summary>
/// <param name="TransmissionId">Given now, so that the same decision taken again names the same transmission.</param>
/// <param name="PaperOriginalWithinDays">The counterpart asks for the original on paper; null when it does not.</param>
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
    int? PaperOriginalWithinDays = null);

/// <summary>How accepting a request is decided: what opens an exchange, and the facts that open it.</summary>
public static class AcceptRequestDecider
{
    /// <summary>Null when the message may open an exchange.</summary>
    public static Problem? Refuse(Message message, Terms terms)
    {
        if (!message.Opens)
            return new(Problem.WrongState, $"A message of kind {Codes.Of(message.Kind)} opens no exchange; post it to the request it belongs to.");
        return message.Kind == MessageKind.Request && terms.Content.Must.Except(message.Holds).ToList() is { Count: > 0 } missing
            ? new(Problem.ContentIncomplete, "The legal bases ask for content that the request does not have.",
                [.. missing.Select(name => new ProblemPointer($"/Message/request/{name}", "Asked for by a legal basis of the request."))])
            : null;
    }

    public static IReadOnlyList<object> Decide(AcceptRequest command, DateTimeOffset now)
    {
        var (message, isDraft) = (command.Message, command.Message.Kind == MessageKind.Draft);
        List<object> facts =
        [
            new RequestSubmitted(
                command.RequestId, message.ExchangeId, message.MessageId, message.AddressedTo, message.Type!, message.LegalBases,
                message.Urgency, message.Confidentiality, message.Language, command.Stored, now, isDraft, message.IssuedAt, message.Relations),
            new SignatureVerified(command.RequestId, message.MessageId, command.Signature.KeyId, command.Signature.Level, command.Signature.Report, now),
            .. Openings.Of(command.RequestId, message, command.Terms, now),
            new SubmissionAccepted(command.RequestId, message.MessageId, command.Receipt, now),
        ];
        var due = 0;
        if (!isDraft && command.PaperOriginalWithinDays is { } days)
            facts.Add(new ObligationOpened(
                command.RequestId, ++due, DeadlineKind.PaperOriginal, message.MessageId, null, now.AddDays(days * 0.8), now.AddDays(days), now));
        if (!isDraft && message.Urgency != Urgency.Normal && command.Terms.Confirmation is { AfterUrgent: true } rule)
            facts.Add(Openings.Confirmation(command.RequestId, ++due, message.MessageId, rule, now));
        facts.Add(new ChannelSelected(
            command.RequestId, message.MessageId, command.TransmissionId, Leg: 1, command.Channel, command.ChosenBy, now));
        return facts;
    }
}

/// <summary>A signature that passed, as events cite it.</summary>
public sealed record VerifiedSignature(string KeyId, string Level, VaultItem Report);

/// <summary>What both sides record when a request opens.</summary>
internal static class Openings
{
    public static IEnumerable<object> Of(Guid requestId, Message message, Terms terms, DateTimeOffset now)
    {
        yield return new LegalBasesApplied(requestId, terms.Applied, terms.Channel.Policy, now);
        if (message.Kind == MessageKind.Request)
            yield return new ContentCompletenessAssessed(requestId, message.MessageId, [.. terms.Content.Should.Except(message.Holds)], now);
    }

    public static ObligationOpened Confirmation(Guid requestId, int number, Guid? messageId, ConfirmationRule rule, DateTimeOffset now) => new(
        requestId, number, DeadlineKind.FormalConfirmation, messageId, null,
        Obligations.Warning(now, now.AddDays(rule.WithinDays)), now.AddDays(rule.WithinDays), now);
}
