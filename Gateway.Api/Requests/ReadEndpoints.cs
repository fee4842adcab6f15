using Gateway.Api.Hosting.Contracts;
using System.Globalization;
using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Domain.Audit;
using Gateway.Domain.Requests;
using Marten;
using Marten.Linq.MatchesSql;

namespace Gateway.Api.Requests;

/// <summary>Progress, lists and history of the caller's own requests.</summary>
internal static class ReadEndpoints
{
    private const int Page = 100;

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/v1/requests").RequireAuthorization(Caller.Progress);
        requests.MapGet("/", ListAsync).Produces<Listed<Progress>>().WithSummary("List requests, newest first");
        requests.MapGet("/{id:guid}", ProgressAsync).Produces<Progress>().Versioned(isConditional: true).WithSummary("Progress now, or at a past instant");
        requests.MapGet("/{id:guid}/history", HistoryAsync).Produces<Listed<HistoryItem>>().Versioned().WithSummary("Every fact, in order");
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, IDocumentStore store, History history, string? state, string? counterpart, string? after)
    {
        RequestState? wanted = null;
        if (state is not null)
        {
            if (!Codes.TryParse<RequestState>(state, out var parsed))
                return ProblemResults.Result(new(Problem.MalformedRequest, $"state is one of {string.Join(", ", Codes.All<RequestState>())}."));
            wanted = parsed;
        }
        if (!Cursor.TryRead(after, out var before, out var lastId))
            return ProblemResults.Result(Cursor.Malformed);
        await using var session = store.QuerySession(context.Caller().Authority);
        var query = session.Query<Request>().AsQueryable();
        if (wanted is { } only)
            query = query.Where(request => request.MatchesSql("d.data ->> 'State' = ?", Codes.Of(only)));
        if (counterpart is not null)
            query = query.Where(request => request.Counterpart == counterpart);
        if (before is { } time)
            query = query.Where(request => request.OpenedAt < time || (request.OpenedAt == time && request.Id.CompareTo(lastId) < 0));
        var found = await query.OrderByDescending(request => request.OpenedAt).ThenByDescending(request => request.Id)
            .Take(Page + 1).ToListAsync(context.RequestAborted);
        var items = new List<Progress>();
        foreach (var request in found.Take(Page))
            items.Add(Progress.Of(request, await history.VersionAsync(context.Caller().Authority, request.Id, context.RequestAborted) ?? 0, request.ChangedAt));
        var next = found.Count > Page ? Cursor.Write(found[Page - 1].OpenedAt, found[Page - 1].Id) : null;
        return Results.Ok(new Listed<Progress>(items, next));
    }

    private static async Task<IResult> ProgressAsync(HttpContext context, History history, Guid id, string? at)
    {
        DateTimeOffset? until = null;
        if (at is not null)
        {
            if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                return ProblemResults.Result(new(Problem.MalformedRequest, "at is a time such as 2026-01-31T12:00:00Z."));
            until = parsed;
        }
        var facts = await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted);
        if (facts is not null && until is { } instant)
            facts = [.. facts.Where(fact => ((IFact)fact.Data).At <= instant)];
        if (facts is null || Replay.Progress(facts) is not { } progress)
            return ProblemResults.Result(new(Problem.NotFound, "There is no such request, or it is not yours, or it was not there yet."));
        if (until is null)
        {
            var etag = Etag.Of(progress.LastSequence);
            context.Response.Headers.ETag = etag;
            if (context.Request.Headers.IfNoneMatch == etag)
                return Results.StatusCode(StatusCodes.Status304NotModified);
        }
        return Results.Ok(progress);
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, History history, Guid id, string? after)
    {
        var from = 0L;
        if (after is not null && !long.TryParse(after, CultureInfo.InvariantCulture, out from))
            return ProblemResults.Result(Cursor.Malformed);
        if (await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts)
            return ProblemResults.Result(new(Problem.NotFound, "There is no such request, or it is not yours."));
        context.Response.Headers.ETag = Etag.Of(facts[^1].Sequence);
        var found = facts.Where(fact => fact.Sequence > from).Take(Page + 1).ToList();
        var next = found.Count > Page ? found[Page - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return Results.Ok(new Listed<HistoryItem>([.. found.Take(Page).Select(History.Describe)], next));
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Next">To be passed as <c>after</c>; absent on the last page.</param>
public sealed record Listed<T>(IReadOnlyList<T> Items, string? Next);
