using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Api.Requests;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;

namespace Gateway.Api.Transmissions;

/// <summary>Records that what travelled outside the gateway was received.</summary>
internal static class RecordReceiptEndpoint
{
    public static void MapReceipt(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/transmissions/{id:guid}/receipts", ReceiveAsync)
            .RequireAuthorization(Caller.Delivery)
            .Accepts<ReceiptRecord>("application/json")
            .Produces(204)
            .WithSummary("Record that what travelled outside the gateway was received");

    private static async Task<IResult> ReceiveAsync(HttpContext context, CaseActs acts, TimeProvider clock, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<ReceiptRecord>(
            (body, flaws) => flaws.Text("/record", body.Record).NotInFuture("/at", body.At, clock.GetUtcNow())
        );
        if (asked is not { At: var at })
            return ProblemResults.Result(flaw!);
        return ProblemResults.NoContentOr(
            await acts.OnTransmissionAsync(
                context.ActContext(),
                id,
                asked,
                RecordManualReceiptDecider.Reject,
                (transmission, request, item, now) =>
                    RecordManualReceiptDecider.Decide(item!, at, transmission, request, now)
            )
        );
    }

    /// <param name="Means">Is recorded with the sending; here it says nothing new.</param>
    private sealed record ReceiptRecord(DateTimeOffset At, string Record, OutsideMeans? Means = null);
}
