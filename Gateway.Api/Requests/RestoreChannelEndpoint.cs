using Gateway.Api.Callers;
using Gateway.Api.Problems;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Ends an exception: back to the locked channel.</summary>
internal static class RestoreChannelEndpoint
{
    public static void MapChannelRestoration(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/requests/{id:guid}/channel-restorations", RestoreAsync)
            .RequireAuthorization(Caller.Officer)
            .Produces(204)
            .WithSummary("End an exception: back to the locked channel");

    private static async Task<IResult> RestoreAsync(HttpContext context, CaseActs acts, Guid id) =>
        ProblemResults.NoContentOr(
            await acts.OnRequestAsync(
                context.ActContext(),
                id,
                null,
                RestoreChannelDecider.Reject,
                (request, _, now) => RestoreChannelDecider.Decide(request, now)
            )
        );
}
