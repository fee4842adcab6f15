using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>
/// Messages that arrived and are not taken over yet. Reading changes nothing; taking over is a separate act.
/// </summary>
internal static class InboxEndpoint
{
    private const int Page = 100;

    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/v1/inbox", ReadAsync)
            .RequireAuthorization(Caller.Content)
            .Produces<Listed<Arrived>>()
            .WithSummary("What arrived, oldest first");
        routes
            .MapPost("/v1/inbox/{messageId:guid}/taken", TakeAsync)
            .RequireAuthorization(Caller.Officer)
            .Produces(204)
            .WithSummary("Take an arrived message over");
    }

    private static async Task<IResult> ReadAsync(HttpContext context, InboxLines inbox, string? after)
    {
        if (!Cursor.TryRead(after, out var since, out var lastId))
            return ProblemResults.Result(Cursor.Malformed);
        var found = await inbox.ListAsync(context.Caller().Authority, since, lastId, Page + 1, context.RequestAborted);
        var next = found.Count > Page ? Cursor.Write(found[Page - 1].ReceivedAt, found[Page - 1].MessageId) : null;
        return Results.Ok(new Listed<Arrived>([.. found.Take(Page)], next));
    }

    private static async Task<IResult> TakeAsync(HttpContext context, CaseActs acts, TimeProvider clock, Guid messageId)
    {
        var problem = await acts.DoAsync(
            context.ActContext(),
            async session =>
            {
                if (await session.LoadAsync<InboxItem>(messageId, context.RequestAborted) is not { } item)
                    return new Problem(Problem.NotFound, "No such message arrived for you.");
                var request = await session.Events.FetchForWriting<Request>(item.RequestId, context.RequestAborted);
                if ((await session.LoadAsync<InboxItem>(messageId, context.RequestAborted))!.TakenOver)
                    return Act.Done(); // Checked again, since the version that guards the commit is known only now.
                var now = clock.GetUtcNow();
                request.AppendOne(new MessageTakenOver(item.RequestId, messageId, now));
                return Act.Done(new ConfirmOpened(item.RequestId, messageId, now));
            }
        );
        return problem is null ? Results.NoContent() : ProblemResults.Result(problem);
    }
}

/// <summary>A line of the inbox: what a list shows before anybody opens the document.</summary>
/// <param name="ExchangeId">The reference that both sides know the exchange by.</param>
/// <param name="Type">Code of what is asked for, e.g. <c>mla</c>.</param>
/// <param name="DueAt">When what is owed by you in this request is due next; absent when nothing is.</param>
public sealed record Arrived(
    Guid RequestId,
    Guid MessageId,
    MessageKind Kind,
    string From,
    DateTimeOffset ReceivedAt,
    string Channel,
    Urgency? Urgency,
    Confidentiality? Confidentiality,
    Guid? ExchangeId = null,
    string? Type = null,
    IReadOnlyList<string>? LegalBases = null,
    RequestState? State = null,
    DateTimeOffset? DueAt = null
)
{
    internal static Arrived Of(InboxItem item, Progress? request) =>
        new(
            item.RequestId,
            item.Id,
            item.Kind,
            item.From,
            item.ReceivedAt,
            item.Channel,
            request?.Urgency,
            request?.Confidentiality,
            request?.ExchangeId,
            request?.Type,
            request?.LegalBases,
            request?.State,
            request?.OpenObligations.Where(owed => owed.OwedBy == "own").Min(owed => owed.DueAt)
        );
}
