using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using JasperFx.Events;

namespace Gateway.Api.Requests;

/// <summary>
/// The messages of an exchange and their originals, byte for byte as they were signed. Content leaves only after the fact
/// that it was read is recorded.
/// </summary>
internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/v1/requests/{id:guid}/messages").RequireAuthorization(Caller.Content);
        messages.MapGet("/", ListAsync).Produces<Listed<MessageItem>>().WithSummary("Messages of the exchange, in order");
        messages.MapGet("/{messageId:guid}/original", OriginalAsync).Content("application/xml", DocumentForm.Container.MediaType).WithSummary("The signed document as it was received");
        messages.MapGet("/{messageId:guid}/attachments/{number:int}", AttachmentAsync).Content("*/*").WithSummary("An attachment as it was received");
    }

    private static async Task<IResult> ListAsync(HttpContext context, History history, Guid id)
    {
        if (await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts)
            return NotFound();
        return Results.Ok(new Listed<MessageItem>([.. Messages(facts).Select(message => message.Item)], null));
    }

    private static Task<IResult> OriginalAsync(HttpContext context, Reading reading, Guid id, Guid messageId, string? purpose) =>
        reading.GiveOutAsync(context, id, messageId, message => message.Document, PartPlace.Document(messageId), purpose);

    private static Task<IResult> AttachmentAsync(
        HttpContext context, Reading reading, Guid id, Guid messageId, int number, string? purpose) =>
        reading.GiveOutAsync(
            context, id, messageId, message => message.Attachments.ElementAtOrDefault(number - 1), PartPlace.Attachment(messageId, number), purpose);

    /// <summary>The messages that facts of a request tell of, in order, with where their bytes lie.</summary>
    public static IEnumerable<(MessageItem Item, StoredMessage Stored)> Messages(IReadOnlyList<IEvent> facts)
    {
        var asked = facts is [{ Data: var opening }, ..] ? opening switch
        {
            RequestSubmitted submitted => submitted.Confidentiality,
            RequestReceived received => received.Confidentiality,
            _ => Confidentiality.None,
        } : Confidentiality.None;
        return facts.Select(fact => Of(fact.Data)).OfType<(MessageItem Item, StoredMessage Stored)>()
            .Select(message => (message.Item with { Confidentiality = asked }, message.Stored));
    }

    private static (MessageItem, StoredMessage)? Of(object fact) => fact switch
    {
        RequestSubmitted submitted => (new(submitted.MessageId, submitted.IsDraft ? MessageKind.Draft : MessageKind.Request, "outbound", null, submitted.SubmittedAt, submitted.Message.Attachments.Count), submitted.Message),
        RequestReceived received => (new(received.MessageId, received.IsDraft ? MessageKind.Draft : MessageKind.Request, "inbound", null, received.ReceivedAt, received.Message.Attachments.Count), received.Message),
        MessageSubmitted submitted => (new(submitted.MessageId, submitted.Kind, "outbound", submitted.Answers, submitted.SubmittedAt, submitted.Message.Attachments.Count), submitted.Message),
        MessageReceived received => (new(received.MessageId, received.Kind, "inbound", received.Answers, received.ReceivedAt, received.Message.Attachments.Count), received.Message),
        _ => null,
    };

    internal static IResult NotFound() =>
        ProblemResults.Result(new(Problem.NotFound, "There is no such message, or it is not yours."));
}

/// <param name="Direction"><c>outbound</c> or <c>inbound</c>, as the caller's authority sees it.</param>
/// <param name="Confidentiality">Asked for by the request the message belongs to. UNTOC 18(20).</param>
public sealed record MessageItem(
    Guid MessageId, MessageKind Kind, string Direction, Guid? Answers, DateTimeOffset At, int Attachments,
    Confidentiality Confidentiality = Confidentiality.None);
