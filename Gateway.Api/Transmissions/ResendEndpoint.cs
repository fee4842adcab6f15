using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Api.Requests;
using Gateway.Domain.Transmissions;

namespace Gateway.Api.Transmissions;

/// <summary>Orders another attempt of a failed transmission, or of one of unknown outcome.</summary>
internal static class ResendEndpoint
{
    public static void MapResend(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/transmissions/{id:guid}/resend", ResendAsync)
            .RequireAuthorization(Caller.Delivery)
            .Accepts<ResendOrder>("application/json")
            .Produces(202)
            .WithSummary("Order another attempt of a failed transmission or one of unknown outcome");

    private static async Task<IResult> ResendAsync(HttpContext context, CaseActs acts, Guid id)
    {
        var (order, flaw) = await context.ReadAsync<ResendOrder>((body, flaws) => flaws.Text("/reasons", body.Reasons));
        if (order is null)
            return ProblemResults.Result(flaw!);
        Guid? request = null;
        var problem = await acts.OnTransmissionAsync(
            context.ActContext(),
            id,
            order,
            OrderResendDecider.Reject,
            (transmission, of, reasons, now) =>
            {
                request = of.Id;
                return new([OrderResendDecider.Decide(new(id, reasons!), transmission, now).Fact], []);
            },
            transmission => new StartAttempt(transmission.Id, transmission.Attempt),
            of => request = of
        );
        return problem is null ? Results.Accepted($"/v1/requests/{request}/transmissions") : ProblemResults.Result(problem);
    }

    private sealed record ResendOrder(string Reasons);
}
