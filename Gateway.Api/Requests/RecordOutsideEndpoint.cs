using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Records what was transmitted outside the gateway.</summary>
internal static class RecordOutsideEndpoint
{
    public static void MapOutsideTransmission(this RouteGroupBuilder requests) =>
        requests
            .MapPost("/{id:guid}/outside-transmissions", RecordOutsideAsync)
            .Accepts<OutsideTransmission>("application/json")
            .Produces(204)
            .WithSummary("Record something transmitted outside the gateway");

    private static async Task<IResult> RecordOutsideAsync(HttpContext context, CaseActs acts, TimeProvider clock, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<OutsideTransmission>(
            (body, flaws) =>
                flaws
                    .Text("/record", body.Record)
                    .NotInFuture("/tookPlaceAt", body.TookPlaceAt, clock.GetUtcNow())
                    .Unless(
                        body.Files is not { Count: > 1000 }
                            && body.Files?.Any(file => file is null || !file.Name.IsText() || file.Size < 0) != true,
                        "/files",
                        "At most 1000, each with a name and a size of 0 or more."
                    )
        );
        if (asked is null)
            return ProblemResults.Result(flaw!);
        return ProblemResults.NoContentOr(
            await acts.OnRequestAsync(
                context.ActContext(),
                id,
                asked,
                _ => null,
                (request, item, now) =>
                    RecordOutsideTransmissionDecider.Decide(
                        asked.Purpose,
                        asked.Means,
                        asked.Outbound,
                        item!,
                        asked.TookPlaceAt,
                        request,
                        now
                    )
            )
        );
    }

    private sealed record OutsideTransmission(
        bool Outbound,
        OutsidePurpose Purpose,
        OutsideMeans Means,
        DateTimeOffset TookPlaceAt,
        string Record,
        IReadOnlyList<OutsideFile>? Files = null
    );

    private sealed record OutsideFile(long Size, string Name, string? Sha256 = null);
}
