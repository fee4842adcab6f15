using System.Text.Json.Serialization;
using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Api.Requests;
using Gateway.Domain.Transmissions;

namespace Gateway.Api.Transmissions;

/// <summary>Settles an unknown or failed outcome by hand, with reasons.</summary>
internal static class SettleEndpoint
{
    public static void MapSettlement(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/transmissions/{id:guid}/settlements", SettleAsync)
            .RequireAuthorization(Caller.Delivery)
            .Accepts<Settlement>("application/json")
            .Produces(204)
            .WithSummary("Settle an unknown or failed outcome by hand, with reasons");

    private static async Task<IResult> SettleAsync(HttpContext context, CaseActs acts, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<Settlement>((body, flaws) => flaws.Text("/reasons", body.Reasons));
        if (asked is null)
            return ProblemResults.Result(flaw!);
        return ProblemResults.NoContentOr(
            await acts.OnTransmissionAsync(
                context.ActContext(),
                id,
                asked,
                SettleOutcomeDecider.Reject,
                (transmission, request, item, now) =>
                    SettleOutcomeDecider.Decide(asked.Outcome == SettledOutcome.Delivered, item!, transmission, request, now)
            )
        );
    }

    private sealed record Settlement(SettledOutcome Outcome, string Reasons);

    [JsonConverter(typeof(JsonStringEnumConverter<SettledOutcome>))]
    private enum SettledOutcome
    {
        [JsonStringEnumMemberName("delivered")]
        Delivered,

        [JsonStringEnumMemberName("failed")]
        Failed,
    }
}
