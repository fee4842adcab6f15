using Gateway.Api.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>What arrived and nobody took over yet. Reading moves nothing; taking over is an act of its own.</summary>
internal static class InboxEndpoint
{
    private const int Page = 100;

    public static void MapInbox(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/inbox", ReadAsync).RequireAuthorization(Caller.Content).Produces<Listed<Arrived>>().WithSummary("What arrived, oldest first");
        routes.MapPost("/v1/inbox/{messageId:guid}/taken", TakeAsync).RequireAuthorization(Caller.Officer).Produces(204)
            .WithSummary("Take an arrived message over");
    }

    private static async Task<IResult> ReadAsync(HttpContext context, IDocumentStore store, string? after)
    {
        if (!Cursor.TryRead(after, out var since, out var lastId))
            return ProblemResults.Result(Cursor.Malformed);
        await using var session = store.QuerySession(context.Caller().Authority);
        var query = session.Query<InboxItem>().Where(item => !item.TakenOver);
        if (since is { } time)
            query = query.Where(item => item.ReceivedAt > time || (item.ReceivedAt == time && item.Id.CompareTo(lastId) > 0));
        var found = await query.OrderBy(item => item.ReceivedAt).ThenBy(item => item.Id).Take(Page + 1).ToListAsync(context.RequestAborted);
        var next = found.Count > Page ? Cursor.Write(found[Page - 1].ReceivedAt, found[Page - 1].Id) : null;
        var shown = found.Take(Page).ToList();
        var requests = (await session.LoadManyAsync<Request>(context.RequestAborted, [.. shown.Select(item => item.RequestId).Distinct()])).ToDictionary(request => request.Id);
        return Results.Ok(new Listed<Arrived>([.. shown.Select(item => Arrived.Of(item, requests.GetValueOrDefault(item.RequestId)))], next));
    }

    private static async Task<IResult> TakeAsync(HttpContext context, Acts acts, TimeProvider clock, Guid messageId)
    {
        var problem = await acts.DoAsync(context, async session =>
        {
            if (await session.LoadAsync<InboxItem>(messageId, context.RequestAborted) is not { } item)
                return new Problem(Problem.NotFound, "No such message arrived for you.");
            var request = await session.Events.FetchForWriting<Request>(item.RequestId, context.RequestAborted);
            if ((await session.LoadAsync<InboxItem>(messageId, context.RequestAborted))!.TakenOver)
                return Act.Done(); // Looked at again, since the version that guards the commit is known only now.
            var now = clock.GetUtcNow();
            request.AppendOne(new MessageTakenOver(item.RequestId, messageId, now));
            return Act.Done(new ConfirmOpened(item.RequestId, messageId, now));
        });
        return problem is null ? Results.NoContent() : ProblemResults.Result(problem);
    }
}

/// <summary>A line of the inbox.</summary>
public sealed record Arrived(
    Guid RequestId, Guid MessageId, MessageKind Kind, string From, DateTimeOffset ReceivedAt, string Channel, Urgency? Urgency,
    Confidentiality? Confidentiality)
{
    internal static Arrived Of(InboxItem item, Request? request) => new(
        item.RequestId, item.Id, item.Kind, item.From, item.ReceivedAt, item.Channel, request?.Urgency, request?.Confidentiality);
}
