using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;

namespace Gateway.Api.Requests;

/// <summary>
/// The messages of an exchange and their originals, byte for byte as they were signed. Content is given out only after the
/// read is recorded.
/// </summary>
internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        var messages = routes.MapGroup("/v1/requests/{id:guid}/messages").RequireAuthorization(Caller.Content);
        messages.MapGet("/", ListAsync).Produces<Listed<MessageItem>>().WithSummary("Messages of the exchange, in order");
        messages
            .MapGet("/{messageId:guid}/original", OriginalAsync)
            .Content("application/xml", DocumentForm.Container.MediaType)
            .WithSummary("The signed document as it was received");
        messages
            .MapGet("/{messageId:guid}/attachments/{number:int}", AttachmentAsync)
            .Content("*/*")
            .WithSummary("An attachment as it was received");
    }

    private static async Task<IResult> ListAsync(HttpContext context, History history, Guid id)
    {
        if (await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts)
            return ProblemResults.Result(Unknown);
        return Results.Ok(new Listed<MessageItem>([.. RecordedMessages.In(facts).Select(message => message.Item)], null));
    }

    private static Task<IResult> OriginalAsync(
        HttpContext context,
        AuditedReader reader,
        Guid id,
        Guid messageId,
        string? purpose
    ) => AnswerAsync(context, reader, id, messageId, message => message.Document, PartPlace.Document(messageId), purpose);

    private static Task<IResult> AttachmentAsync(
        HttpContext context,
        AuditedReader reader,
        Guid id,
        Guid messageId,
        int number,
        string? purpose
    ) =>
        AnswerAsync(
            context,
            reader,
            id,
            messageId,
            message => message.Attachments.ElementAtOrDefault(number - 1),
            PartPlace.Attachment(messageId, number),
            purpose
        );

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        AuditedReader reader,
        Guid id,
        Guid messageId,
        Func<StoredMessage, VaultItem?> choose,
        string place,
        string? purpose
    )
    {
        var (content, problem) = await reader.OpenAsync(
            context.Caller(),
            id,
            messageId,
            choose,
            place,
            purpose,
            context.RequestAborted
        );
        return content is null ? ProblemResults.Result(problem!) : content.Answer(context);
    }

    internal static Problem Unknown { get; } = new(Problem.NotFound, "There is no such message, or it is not yours.");
}
