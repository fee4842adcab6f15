using System.Globalization;
using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>Progress, lists and history of the caller's own requests.</summary>
internal static class ReadEndpoints
{
    private const int Page = 100;

    public static void MapReading(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/v1/requests").RequireAuthorization(Caller.Progress);
        requests.MapGet("/", ListAsync).Produces<Listed<Progress>>().WithSummary("List requests, newest first");
        requests
            .MapGet("/{id:guid}", ProgressAsync)
            .Produces<Progress>()
            .Versioned(isConditional: true)
            .WithSummary("Progress now, or at a past instant");
        requests
            .MapGet("/{id:guid}/history", HistoryAsync)
            .Produces<Listed<HistoryItem>>()
            .Versioned()
            .WithSummary("Every fact, in order");
    }

    private static async Task<IResult> ListAsync(
        HttpContext context,
        RequestLines lines,
        UndeliveredStates undelivered,
        string? state,
        string? counterpart,
        string? after
    )
    {
        RequestState? wanted = null;
        if (state is not null)
        {
            if (!Codes.TryParse<RequestState>(state, out var parsed))
                return ProblemResults.Result(
                    new(Problem.MalformedRequest, $"state is one of {string.Join(", ", Codes.All<RequestState>())}.")
                );
            wanted = parsed;
        }
        if (!Cursor.TryRead(after, out var before, out var lastId))
            return ProblemResults.Result(Cursor.Malformed);
        var found = await lines.ListAsync(
            context.Caller().Authority,
            wanted,
            counterpart,
            before,
            lastId,
            Page + 1,
            context.RequestAborted
        );
        var items = await undelivered.DescribeAsync(
            context.Caller().Authority,
            [.. found.Take(Page).Select(line => line.Progress)],
            context.RequestAborted
        );
        var next = found.Count > Page ? Cursor.Write(found[Page - 1].OpenedAt, found[Page - 1].Progress.Id) : null;
        return Results.Ok(new Listed<Progress>(items, next));
    }

    private static async Task<IResult> ProgressAsync(
        HttpContext context,
        RequestLines lines,
        UndeliveredStates undelivered,
        IDocumentStore store,
        Guid id,
        string? at
    )
    {
        var (authority, cancellation) = (context.Caller().Authority, context.RequestAborted);
        DateTimeOffset? until = null;
        if (at is not null)
        {
            if (PastInstant.Read(at, out var parsed) is { } malformed)
                return ProblemResults.Result(malformed);
            until = parsed;
        }
        if (until is { } instant)
        {
            await using var session = store.QuerySession(authority);
            var facts = await UnbrokenStream.FetchAsync(session, id, cancellation);
            return Replay.Progress([.. facts.Where(fact => ((IDomainEvent)fact.Data).At <= instant)]) is { } past
                ? Results.Ok(past)
                : NotThere();
        }
        if (await lines.FindAsync(authority, id, cancellation) is not var (progress, version))
            return NotThere();
        var etag = Etag.Of(version);
        context.Response.Headers.ETag = etag;
        if (Etag.IsKnown(context.Request, etag))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return Results.Ok((await undelivered.DescribeAsync(authority, [progress], cancellation))[0]);

        static IResult NotThere() =>
            ProblemResults.Result(
                new(Problem.NotFound, "There is no such request, or it is not yours, or it was not there yet.")
            );
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, History history, Guid id, string? after)
    {
        var from = 0L;
        if (after is not null && !long.TryParse(after, CultureInfo.InvariantCulture, out from))
            return ProblemResults.Result(Cursor.Malformed);
        var (authority, cancellation) = (context.Caller().Authority, context.RequestAborted);
        if (await history.VersionAsync(authority, id, cancellation) is not { } version)
            return ProblemResults.Result(UnknownRequest.Problem);
        context.Response.Headers.ETag = Etag.Of(version);
        var found = await history.PageAsync(authority, id, from, Page + 1, cancellation);
        var next = found.Count > Page ? found[Page - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return Results.Ok(new Listed<HistoryItem>([.. found.Take(Page).Select(History.Describe)], next));
    }
}
