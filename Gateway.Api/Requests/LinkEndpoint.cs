using Gateway.Api.Audit;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Records that another request belongs to this one, on both.</summary>
internal static class LinkEndpoint
{
    public static void MapLink(this RouteGroupBuilder requests) =>
        requests
            .MapPost("/{id:guid}/links", LinkAsync)
            .Accepts<LinkOrder>("application/json")
            .Produces(204)
            .WithSummary("Say that another request belongs to this one");

    private static async Task<IResult> LinkAsync(
        HttpContext context,
        CaseActs acts,
        History history,
        TimeProvider clock,
        Guid id
    )
    {
        var (asked, flaw) = await Body.ReadAsync<LinkOrder>(context.Request);
        if (asked is not { Request: var otherId, Kind: var kind })
            return ProblemResults.Result(flaw!);
        return ProblemResults.NoContentOr(
            await acts.DoAsync(
                context.ActContext(),
                async session =>
                {
                    var (one, other) = (
                        await session.Events.FetchForWriting<Request>(id, context.RequestAborted),
                        await session.Events.FetchForWriting<Request>(otherId, context.RequestAborted)
                    );
                    if (one.Aggregate is not { } request || other.Aggregate is not { } second)
                        return UnknownRequest.Problem;
                    if (
                        (
                            Etag.Reject(context.Request.Headers.IfMatch.ToString(), one)
                            ?? LinkRequestsDecider.Reject(request, second, kind)
                        ) is
                        { } rejection
                    )
                        return rejection;
                    one.AppendMany(LinkRequestsDecider.Decide(request, otherId, kind, clock.GetUtcNow()));
                    other.AppendMany(
                        LinkRequestsDecider.Decide(second, id, LinkRequestsDecider.Reverse(kind), clock.GetUtcNow())
                    );
                    return Act.Done();
                }
            )
        );
    }

    private sealed record LinkOrder(Guid Request, LinkKind Kind);
}
