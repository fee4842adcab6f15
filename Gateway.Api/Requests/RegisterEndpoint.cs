using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>Registers a request that was made orally or on paper, outside the gateway.</summary>
internal static class RegisterEndpoint
{
    public static void MapRegistration(this RouteGroupBuilder requests) =>
        requests
            .MapPost("/registrations", RegisterAsync)
            .Accepts<Registration>("application/json")
            .Produces<RegisteredRequest>(201)
            .Problems(Problem.CounterpartUnknown)
            .WithSummary("Register a request made orally or on paper, outside the gateway");

    private static async Task<IResult> RegisterAsync(
        HttpContext context,
        CaseActs acts,
        IAuthorityDirectory directory,
        ILegalBases bases,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var (asked, flaw) = await context.ReadAsync<Registration>(
            (body, flaws) =>
                flaws
                    .Text("/record", body.Record)
                    .NotInFuture("/tookPlaceAt", body.TookPlaceAt, now)
                    .Unless(RequestTypes.IsKnown(body.Type), "/type", $"One of {string.Join(", ", RequestTypes.All)}.")
                    .Unless(
                        body.LegalBases is { Count: > 0 and <= 20 }
                            && body.LegalBases.All(code => code is not null && bases.Find(code) is not null),
                        "/legalBases",
                        $"1 to 20 of {string.Join(", ", bases.All.Select(basis => basis.Code).Order(StringComparer.Ordinal))}."
                    )
        );
        if (asked is not { Counterpart: var counterpart })
            return ProblemResults.Result(flaw!);
        if (directory.Find(counterpart) is null || counterpart == context.Caller().Authority)
            return ProblemResults.Result(
                new(Problem.CounterpartUnknown, "The directory does not know the named authority as a counterpart.")
            );
        var id = Guid.CreateVersion7(now);
        var problem = await acts.DoAsync(
            context.ActContext(),
            async session =>
            {
                var record = await acts.StoreAsync(session.TenantId, id, asked, context.RequestAborted);
                session.Events.StartStream<Request>(
                    id,
                    RegisterRequestDecider.Decide(
                        new(
                            id,
                            asked.Role,
                            counterpart,
                            asked.Type,
                            asked.LegalBases,
                            asked.Urgency ?? Urgency.Normal,
                            asked.Means,
                            record!,
                            asked.TookPlaceAt,
                            Terms.Of(bases, asked.LegalBases, asked.Type)
                        ),
                        now
                    )
                );
                return Act.Done(made: id);
            },
            made => id = made
        );
        return problem is null
            ? Results.Created($"/v1/requests/{id}", new RegisteredRequest(id))
            : ProblemResults.Result(problem);
    }

    private sealed record Registration(
        ExchangeRole Role,
        string Counterpart,
        string Type,
        IReadOnlyList<string> LegalBases,
        OutsideMeans Means,
        DateTimeOffset TookPlaceAt,
        string Record,
        Urgency? Urgency = null
    );
}

public sealed record RegisteredRequest(Guid Id);
