using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>The messages of an exchange and their originals, byte for byte as they were signed.</summary>
internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/v1/requests/{id:guid}/messages").RequireAuthorization(Caller.Content);
        messages.MapGet("/", ListAsync).Produces<Listed<MessageItem>>().WithSummary("Messages of the exchange, in order");
        messages.MapGet("/{messageId:guid}/original", OriginalAsync).WithSummary("The signed document as it was received");
        messages.MapGet("/{messageId:guid}/attachments/{number:int}", AttachmentAsync).WithSummary("An attachment as it was received");
    }

    private static async Task<IResult> ListAsync(HttpContext context, History history, Guid id)
    {
        if (await MessagesAsync(context, history, id) is not { } messages)
            return NotFound();
        return Results.Ok(new Listed<MessageItem>([.. messages.Select(message => message.Item)], null));
    }

    private static Task<IResult> OriginalAsync(HttpContext context, History history, IVault vault, Guid id, Guid messageId) =>
        ContentAsync(context, history, vault, id, messageId, message => message.Document);

    private static Task<IResult> AttachmentAsync(
        HttpContext context, History history, IVault vault, Guid id, Guid messageId, int number) =>
        ContentAsync(context, history, vault, id, messageId, message => message.Attachments.ElementAtOrDefault(number - 1));

    private static async Task<IResult> ContentAsync(
        HttpContext context, History history, IVault vault, Guid id, Guid messageId, Func<StoredMessage, VaultItem?> choose)
    {
        var messages = await MessagesAsync(context, history, id);
        if (messages?.FirstOrDefault(message => message.Item.MessageId == messageId) is not { } found
            || choose(found.Stored) is not { } item)
            return NotFound();
        var scope = new VaultScope(context.Caller().Authority, id);
        var index = await vault.DescribeAsync(scope, item.ItemId, context.RequestAborted);
        context.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(index.Sha256))}:";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = index.Size;
        return Results.Stream(
            await vault.OpenAsync(scope, item.ItemId, context.RequestAborted), index.MediaType, SafeName(index.Name));
    }

    private static async Task<IReadOnlyList<(MessageItem Item, StoredMessage Stored)>?> MessagesAsync(
        HttpContext context, History history, Guid id)
    {
        var facts = await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted);
        var asked = facts is [{ Data: var opening }, ..] ? opening switch
        {
            RequestSubmitted submitted => submitted.Confidentiality,
            RequestReceived received => received.Confidentiality,
            _ => Confidentiality.None,
        } : Confidentiality.None;
        return facts?.Select(fact => Of(fact.Data)).OfType<(MessageItem Item, StoredMessage Stored)>()
            .Select(message => (message.Item with { Confidentiality = asked }, message.Stored)).ToList();
    }

    private static (MessageItem, StoredMessage)? Of(object fact) => fact switch
    {
        RequestSubmitted submitted => (new(submitted.MessageId, submitted.IsDraft ? MessageKind.Draft : MessageKind.Request, "outbound", null, submitted.SubmittedAt, submitted.Message.Attachments.Count), submitted.Message),
        RequestReceived received => (new(received.MessageId, received.IsDraft ? MessageKind.Draft : MessageKind.Request, "inbound", null, received.ReceivedAt, received.Message.Attachments.Count), received.Message),
        MessageSubmitted submitted => (new(submitted.MessageId, submitted.Kind, "outbound", submitted.Answers, submitted.SubmittedAt, submitted.Message.Attachments.Count), submitted.Message),
        MessageReceived received => (new(received.MessageId, received.Kind, "inbound", received.Answers, received.ReceivedAt, received.Message.Attachments.Count), received.Message),
        _ => null,
    };

    private static string SafeName(string name) =>
        string.Concat(name.Where(character => !char.IsControl(character) && character is not ('/' or '\\' or '"')));

    private static IResult NotFound() => ProblemResults.Result(new(Problem.NotFound, "There is no such message, or it is not yours."));
}

/// <param name="Direction"><c>outbound</c> or <c>inbound</c>, as the caller's authority sees it.</param>
/// <param name="Confidentiality">Asked for by the request the message belongs to. UNTOC 18(20).</param>
public sealed record MessageItem(
    Guid MessageId, MessageKind Kind, string Direction, Guid? Answers, DateTimeOffset At, int Attachments,
    Confidentiality Confidentiality = Confidentiality.None);
