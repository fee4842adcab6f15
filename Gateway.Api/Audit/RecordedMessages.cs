using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using JasperFx.Events;

namespace Gateway.Api.Audit;

/// <summary>The messages that the events of a request record, with the vault items that hold their bytes.</summary>
internal static class RecordedMessages
{
    /// <summary>In the order of the events.</summary>
    public static IEnumerable<(MessageItem Item, StoredMessage Stored)> In(IReadOnlyList<IEvent> facts)
    {
        var asked = facts is [{ Data: var opening }, ..]
            ? opening switch
            {
                RequestSubmitted submitted => submitted.Confidentiality,
                RequestReceived received => received.Confidentiality,
                _ => Confidentiality.None,
            }
            : Confidentiality.None;
        return facts
            .Select(fact => Of(fact.Data))
            .OfType<(MessageItem Item, StoredMessage Stored)>()
            .Select(message => (message.Item with { Confidentiality = asked }, message.Stored));
    }

    private static (MessageItem, StoredMessage)? Of(object fact) =>
        fact switch
        {
            RequestSubmitted submitted => (
                new(
                    submitted.MessageId,
                    submitted.IsDraft ? MessageKind.Draft : MessageKind.Request,
                    "outbound",
                    null,
                    submitted.SubmittedAt,
                    submitted.Message.Attachments.Count
                ),
                submitted.Message
            ),
            RequestReceived received => (
                new(
                    received.MessageId,
                    received.IsDraft ? MessageKind.Draft : MessageKind.Request,
                    "inbound",
                    null,
                    received.ReceivedAt,
                    received.Message.Attachments.Count
                ),
                received.Message
            ),
            MessageSubmitted submitted => (
                new(
                    submitted.MessageId,
                    submitted.Kind,
                    "outbound",
                    submitted.Answers,
                    submitted.SubmittedAt,
                    submitted.Message.Attachments.Count
                ),
                submitted.Message
            ),
            MessageReceived received => (
                new(
                    received.MessageId,
                    received.Kind,
                    "inbound",
                    received.Answers,
                    received.ReceivedAt,
                    received.Message.Attachments.Count
                ),
                received.Message
            ),
            _ => null,
        };
}

/// <param name="Direction"><c>outbound</c> or <c>inbound</c>, as the caller's authority sees it.</param>
/// <param name="Confidentiality">Asked for by the request the message belongs to. UNTOC 18(20).</param>
public sealed record MessageItem(
    Guid MessageId,
    MessageKind Kind,
    string Direction,
    Guid? Answers,
    DateTimeOffset At,
    int Attachments,
    Confidentiality Confidentiality = Confidentiality.None
);
