using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Api.Requests;

/// <summary>Evidence of a message, for callers who may read the message.</summary>
internal static class EvidenceEndpoint
{
    public static void MapEvidence(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/requests/{id:guid}/messages/{messageId:guid}/evidence",
                async (HttpContext context, AuditedReader reader, Guid id, Guid messageId, string? purpose) =>
                    await reader.OpenEvidenceAsync(context.Caller(), id, messageId, purpose, context.RequestAborted) switch
                    {
                        (null, { } problem) => ProblemResults.Result(problem),
                        var (content, _) => content!.Answer(context),
                    }
            )
            .RequireAuthorization(Caller.Content)
            .Content("*/*")
            .WithSummary("Evidence that the message was there: an evidence record, RFC 4998");

    internal static readonly Problem NotYet = new(
        Problem.NotFound,
        "There is no such message, it is not yours, or there is no evidence of it yet."
    );
}
