using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.RejectedSubmissions;

/// <summary>
/// What was rejected for the caller's authority: submissions of its own, and arrivals for it. Never the content.
/// </summary>
internal static class RejectionEndpoints
{
    private const int Page = 100;

    public static void MapRejections(this IEndpointRouteBuilder routes)
    {
        var rejections = routes.MapGroup("/v1/rejections").RequireAuthorization(Caller.Progress);
        rejections
            .MapGet("/", ListAsync)
            .Produces<Listed<RejectionItem>>()
            .WithSummary("Rejected submissions and arrivals, newest first");
        rejections
            .MapGet("/{id:guid}", ReadAsync)
            .Produces<RejectionItem>()
            .WithSummary("Why something was rejected, by the id its problem named");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IDocumentStore store, string? after)
    {
        if (!Cursor.TryRead(after, out var before, out var lastId))
            return ProblemResults.Result(Cursor.Malformed);
        await using var session = store.QuerySession(context.Caller().Authority);
        var query = session.Query<Rejection>().AsQueryable();
        if (before is { } time)
            query = query.Where(one => one.RejectedAt < time || (one.RejectedAt == time && one.Id.CompareTo(lastId) < 0));
        var found = await query
            .OrderByDescending(one => one.RejectedAt)
            .ThenByDescending(one => one.Id)
            .Take(Page + 1)
            .ToListAsync(context.RequestAborted);
        var next = found.Count > Page ? Cursor.Write(found[Page - 1].RejectedAt, found[Page - 1].Id) : null;
        return Results.Ok(new Listed<RejectionItem>([.. found.Take(Page).Select(RejectionItem.Of)], next));
    }

    private static async Task<IResult> ReadAsync(HttpContext context, IDocumentStore store, Guid id)
    {
        await using var session = store.QuerySession(context.Caller().Authority);
        return await session.LoadAsync<Rejection>(id, context.RequestAborted) is { } rejection
            ? Results.Ok(RejectionItem.Of(rejection))
            : ProblemResults.Result(new(Problem.NotFound, "There is no such rejection, or it is not yours."));
    }
}

/// <param name="Type">The type of the problem: a page explains it.</param>
/// <param name="Via"><c>api</c>, or the channel it came over.</param>
/// <param name="Size">Bytes of the document that was kept; absent when none was.</param>
/// <param name="Digest">SHA-256 of the ciphertext of the document that was kept.</param>
public sealed record RejectionItem(Guid Id, string Type, string Via, DateTimeOffset At, long? Size, string? Digest)
{
    internal static RejectionItem Of(Rejection rejection) =>
        new(
            rejection.Id,
            $"/problems/{rejection.Problem}",
            rejection.Via,
            rejection.RejectedAt,
            rejection.Size,
            rejection.Digest
        );
}
