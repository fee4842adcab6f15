using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Api.Requests;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;

namespace Gateway.Api.Transmissions;

/// <summary>Records that what travels outside the gateway was sent: how, when, by whom.</summary>
internal static class RecordSendingEndpoint
{
    public static void MapSending(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/transmissions/{id:guid}/sendings", SendAsync)
            .RequireAuthorization(Caller.Delivery)
            .Accepts<SendingRecord>("application/json")
            .Produces(204)
            .WithSummary("Record that what travels outside the gateway was sent: how, when, by whom");

    private static async Task<IResult> SendAsync(HttpContext context, CaseActs acts, TimeProvider clock, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<SendingRecord>(
            (body, flaws) => flaws.Text("/record", body.Record).NotInFuture("/at", body.At, clock.GetUtcNow())
        );
        if (asked is not { At: var at, Means: var means })
            return ProblemResults.Result(flaw!);
        return ProblemResults.NoContentOr(
            await acts.OnTransmissionAsync(
                context.ActContext(),
                id,
                asked,
                RecordSendingDecider.Reject,
                (transmission, request, item, now) =>
                    RecordSendingDecider.Decide(means, item!, at, transmission, request, now)
            )
        );
    }

    private sealed record SendingRecord(OutsideMeans Means, DateTimeOffset At, string Record);
}
