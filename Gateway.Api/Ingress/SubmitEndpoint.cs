using Gateway.Api.Audit;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Nodes;
using Gateway.Api.Problems;
using Gateway.Api.RejectedSubmissions;
using Gateway.Api.Submissions;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Api.Ingress;

/// <summary><c>POST /v1/requests</c> and <c>POST /v1/requests/{id}/messages</c>: signed messages come in.</summary>
internal static class SubmitEndpoint
{
    private static readonly string[] Answers =
    [
        Problem.MalformedXml,
        Problem.DtdForbidden,
        Problem.SchemaInvalid,
        Problem.SignerUnknown,
        Problem.SignerNotAuthorised,
        Problem.MessageIdReused,
        Problem.ChannelLocked,
        Problem.UseLimited,
        Problem.SignatureInvalid,
        Problem.AttachmentMissing,
        Problem.AttachmentAltered,
        Problem.CounterpartUnknown,
        Problem.ContentIncomplete,
        Problem.TimeInFuture,
        Problem.LegalBasisUnknown,
    ];

    public static void MapSubmission(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/v1/requests", (HttpContext context, string? channel) => SubmitAsync(context, null, channel))
            .RequireAuthorization(Caller.Officer)
            .Accepts<string>("application/xml", "multipart/form-data", DocumentForm.Container.MediaType)
            .Produces<SubmissionReceipt>(202)
            .WithName("submitRequest")
            .Problems(Answers)
            .WithSummary("Submit a signed request");
        routes
            .MapPost(
                "/v1/requests/{id:guid}/messages",
                (HttpContext context, Guid id, string? channel) => SubmitAsync(context, id, channel)
            )
            .RequireAuthorization(Caller.Officer)
            .Accepts<string>("application/xml", "multipart/form-data", DocumentForm.Container.MediaType)
            .Produces<SubmissionReceipt>(202)
            .WithName("submitMessage")
            .Problems(Answers)
            .WithSummary("Submit a further signed message of the exchange");
    }

    private static async Task SubmitAsync(HttpContext context, Guid? requestId, string? channel)
    {
        var services = context.RequestServices;
        var caller = context.Caller();
        var cancellation = context.RequestAborted;
        if (services.GetRequiredService<FreeSpace>().Reject() is { } full)
        {
            await ProblemResults.WriteAsync(context, full, retryAfter: FreeSpace.Pause);
            return;
        }
        var gate = services.GetRequiredService<SubmissionGate>();
        var (entered, turnedAway) = gate.Enter(caller.Authority, context.Request.ContentLength ?? 0);
        using var inHand = entered;
        if (inHand is null)
        {
            await turnedAway!.ExecuteAsync(context);
            return;
        }
        context.Request.Body = inHand.Count(context.Request.Body);
        if (!IdempotencyKey.TryRead(context.Request, out var idempotencyKey))
        {
            await RejectAsync(context, IdempotencyKey.Malformed, null, null);
            return;
        }
        if (
            requestId is { } id
            && await services.GetRequiredService<History>().VersionAsync(caller.Authority, id, cancellation) is null
        )
        {
            await ProblemResults.WriteAsync(context, UnknownRequest.Problem);
            return;
        }
        var (submission, problem) = await services.GetRequiredService<SubmissionReader>().ReadAsync(context.Request);
        using (submission)
        {
            if (submission is null)
            {
                await RejectAsync(context, problem!, null, null);
                return;
            }
            using var place = await gate.TakePlaceAsync(caller.Authority, cancellation);
            var accepted = await services
                .GetRequiredService<SubmissionProcessor>()
                .AcceptAsync(
                    caller,
                    submission,
                    requestId,
                    channel,
                    idempotencyKey,
                    context.Request.Headers.IfMatch.ToString(),
                    cancellation
                );
            if (accepted.Problem is { Name: Problem.VersionStale or Problem.Overloaded } overtaken)
            {
                await ProblemResults.WriteAsync(context, overtaken);
                return;
            }
            if (accepted.Problem is { } rejected)
            {
                await RejectAsync(context, rejected, accepted.Examined, submission.Document);
                return;
            }
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.ContentType = "application/json";
            context.Response.Headers.Location = requestId is null
                ? $"/v1/requests/{accepted.RequestId}"
                : $"/v1/requests/{accepted.RequestId}/messages";
            await context.Response.Body.WriteAsync(accepted.Answer, cancellation);
        }
    }

    private static async Task RejectAsync(HttpContext context, Problem problem, Examined? examined, SpooledContent? document)
    {
        var caller = context.Caller();
        var rejection = await context
            .RequestServices.GetRequiredService<Rejections>()
            .RecordAsync(caller.Authority, caller.Actor, "api", problem, examined, document, CancellationToken.None);
        await ProblemResults.WriteAsync(context, problem, rejection);
    }
}
