using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Domain;

namespace Gateway.Api.Requests;

/// <summary>Evidence of a message, for whoever may read the message.</summary>
internal static class EvidenceEndpoint
{
    public static void MapEvidence(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/requests/{id:guid}/messages/{messageId:guid}/evidence",
                (HttpContext context, Reading reading, Guid id, Guid messageId, string? purpose) =>
                    reading.GiveOutEvidenceAsync(context, id, messageId, purpose)
            )
            .RequireAuthorization(Caller.Content)
            .Content("*/*")
            .WithSummary("Evidence that the message was there: an evidence record, RFC 4998");

    internal static readonly Problem NotYet = new(
        Problem.NotFound,
        "There is no such message, it is not yours, or there is no evidence of it yet."
    );
}
