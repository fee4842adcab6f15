using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Closes a case that has come to its end.</summary>
internal static class CloseEndpoint
{
    public static void MapClosure(this RouteGroupBuilder requests) =>
        requests
            .MapPost("/{id:guid}/closures", CloseAsync)
            .Accepts<Note>(isOptional: true, "application/json")
            .Produces(204)
            .WithSummary("Close a case that has come to its end");

    private static async Task<IResult> CloseAsync(HttpContext context, CaseActs acts, Guid id)
    {
        var (note, flaw) = context.Request.ContentLength is > 0
            ? await context.ReadAsync<Note>(
                (body, flaws) =>
                    flaws.Unless(body.Reasons is null || body.Reasons.IsText(), "/reasons", "Text of 1 to 20000 characters.")
            )
            : (null, null);
        return flaw is not null
            ? ProblemResults.Result(flaw)
            : ProblemResults.NoContentOr(
                await acts.OnRequestAsync(
                    context.ActContext(),
                    id,
                    note?.Reasons is null ? null : note,
                    CloseRequestDecider.Reject,
                    CloseRequestDecider.Decide
                )
            );
    }

    private sealed record Note(string? Reasons = null);
}
