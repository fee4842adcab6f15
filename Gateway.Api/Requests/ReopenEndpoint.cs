using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Reopens a closed case, with reasons.</summary>
internal static class ReopenEndpoint
{
    public static void MapReopening(this RouteGroupBuilder requests) =>
        requests
            .MapPost("/{id:guid}/reopenings", ReopenAsync)
            .Accepts<Reasoned>("application/json")
            .Produces(204)
            .WithSummary("Reopen a closed case, with reasons");

    private static async Task<IResult> ReopenAsync(HttpContext context, CaseActs acts, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<Reasoned>((body, flaws) => flaws.Text("/reasons", body.Reasons));
        return asked is null
            ? ProblemResults.Result(flaw!)
            : ProblemResults.NoContentOr(
                await acts.OnRequestAsync(
                    context.ActContext(),
                    id,
                    asked,
                    ReopenRequestDecider.Reject,
                    (request, item, now) => ReopenRequestDecider.Decide(request, item!, now)
                )
            );
    }

    private sealed record Reasoned(string Reasons);
}
