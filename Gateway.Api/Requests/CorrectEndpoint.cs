using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Records that an event is wrong, and why; the event stays.</summary>
internal static class CorrectEndpoint
{
    public static void MapCorrection(this RouteGroupBuilder requests) =>
        requests
            .MapPost("/{id:guid}/corrections", CorrectAsync)
            .Accepts<Correction>("application/json")
            .Produces(204)
            .WithSummary("Say that a recorded fact is wrong, and why; it stays");

    private static async Task<IResult> CorrectAsync(HttpContext context, CaseActs acts, History history, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<Correction>((body, flaws) => flaws.Text("/reasons", body.Reasons));
        if (asked is not { Sequence: var sequence })
            return ProblemResults.Result(flaw!);
        if (
            await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts
            || facts.All(fact => fact.Sequence != sequence)
        )
            return ProblemResults.Result(
                new(Problem.NotFound, "There is no such fact in the history of this request, or it is not yours.")
            );
        return ProblemResults.NoContentOr(
            await acts.OnRequestAsync(
                context.ActContext(),
                id,
                asked,
                _ => null,
                (request, item, now) => [new CorrectionRecorded(request.Id, sequence, item!, now)]
            )
        );
    }

    private sealed record Correction(long Sequence, string Reasons);
}
