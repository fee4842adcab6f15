using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Marten;
using Marten.Events.Projections;

namespace Gateway.Api.Requests;

/// <summary>A message that arrived for a served authority, as its inbox lists it.</summary>
/// <param name="Id">The message id.</param>
/// <param name="TakenOver">An officer took it over; it then no longer shows.</param>
public sealed record InboxItem(
    Guid Id,
    Guid RequestId,
    MessageKind Kind,
    string From,
    string Channel,
    DateTimeOffset ReceivedAt,
    bool TakenOver
);

/// <summary>Folds arrivals into the inbox in the transaction that records them.</summary>
public sealed partial class InboxProjection : EventProjection
{
    public static void Project(RequestReceived fact, IDocumentOperations operations) =>
        operations.Store(
            new InboxItem(
                fact.MessageId,
                fact.RequestId,
                fact.IsDraft ? MessageKind.Draft : MessageKind.Request,
                fact.Counterpart,
                fact.Channel,
                fact.ReceivedAt,
                TakenOver: false
            )
        );

    public static void Project(MessageReceived fact, IDocumentOperations operations) =>
        operations.Store(
            new InboxItem(
                fact.MessageId,
                fact.RequestId,
                fact.Kind,
                fact.From,
                fact.Channel,
                fact.ReceivedAt,
                TakenOver: false
            )
        );

    public static async Task Project(MessageTakenOver fact, IDocumentOperations operations)
    {
        if (await operations.LoadAsync<InboxItem>(fact.MessageId) is { } item)
            operations.Store(item with { TakenOver = true });
    }
}
