using Gateway.Api.Audit;
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

/// <summary>
/// What the served authority records for itself about its cases: facts without a message to the counterpart.
/// </summary>
internal static class CaseEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/v1/requests").RequireAuthorization(Caller.Officer);
        requests
            .MapPost("/registrations", RegisterAsync)
            .Accepts<Registration>("application/json")
            .Produces<RegisteredRequest>(201)
            .Problems(Problem.CounterpartUnknown)
            .WithSummary("Register a request made orally or on paper, outside the gateway");
        requests
            .MapPost("/{id:guid}/closures", CloseAsync)
            .Accepts<Note>(isOptional: true, "application/json")
            .Produces(204)
            .WithSummary("Close a case that has come to its end");
        requests
            .MapPost("/{id:guid}/reopenings", ReopenAsync)
            .Accepts<Reasoned>("application/json")
            .Produces(204)
            .WithSummary("Reopen a closed case, with reasons");
        requests
            .MapPost("/{id:guid}/links", LinkAsync)
            .Accepts<LinkOrder>("application/json")
            .Produces(204)
            .WithSummary("Say that another request belongs to this one");
        requests
            .MapPost("/{id:guid}/corrections", CorrectAsync)
            .Accepts<Correction>("application/json")
            .Produces(204)
            .WithSummary("Say that a recorded fact is wrong, and why; it stays");
        requests
            .MapPost("/{id:guid}/outside-transmissions", RecordOutsideAsync)
            .Accepts<OutsideTransmission>("application/json")
            .Produces(204)
            .WithSummary("Record something transmitted outside the gateway");
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context,
        Acts acts,
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
            context.Acting(),
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

    private static async Task<IResult> CloseAsync(HttpContext context, Acts acts, Guid id)
    {
        var (note, flaw) = context.Request.ContentLength is > 0
            ? await context.ReadAsync<Note>(
                (body, flaws) =>
                    flaws.Unless(body.Reasons is null || body.Reasons.IsText(), "/reasons", "Text of 1 to 20000 characters.")
            )
            : (null, null);
        return flaw is not null
            ? ProblemResults.Result(flaw)
            : Done(
                await acts.OnRequestAsync(
                    context.Acting(),
                    id,
                    note?.Reasons is null ? null : note,
                    CloseRequestDecider.Refuse,
                    CloseRequestDecider.Decide
                )
            );
    }

    private static async Task<IResult> ReopenAsync(HttpContext context, Acts acts, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<Reasoned>((body, flaws) => flaws.Text("/reasons", body.Reasons));
        return asked is null
            ? ProblemResults.Result(flaw!)
            : Done(
                await acts.OnRequestAsync(
                    context.Acting(),
                    id,
                    asked,
                    ReopenRequestDecider.Refuse,
                    (request, item, now) => ReopenRequestDecider.Decide(request, item!, now)
                )
            );
    }

    private static async Task<IResult> LinkAsync(
        HttpContext context,
        Acts acts,
        History history,
        TimeProvider clock,
        Guid id
    )
    {
        var (asked, flaw) = await Body.ReadAsync<LinkOrder>(context.Request);
        if (asked is not { Request: var otherId, Kind: var kind })
            return ProblemResults.Result(flaw!);
        return Done(
            await acts.DoAsync(
                context.Acting(),
                async session =>
                {
                    var (one, other) = (
                        await session.Events.FetchForWriting<Request>(id, context.RequestAborted),
                        await session.Events.FetchForWriting<Request>(otherId, context.RequestAborted)
                    );
                    if (one.Aggregate is not { } request || other.Aggregate is not { } second)
                        return UnknownRequest.Problem;
                    if (
                        (
                            Etag.Refuse(context.Request.Headers.IfMatch.ToString(), one)
                            ?? LinkRequestsDecider.Refuse(request, second, kind)
                        ) is
                        { } refusal
                    )
                        return refusal;
                    one.AppendMany(LinkRequestsDecider.Decide(request, otherId, kind, clock.GetUtcNow()));
                    other.AppendMany(
                        LinkRequestsDecider.Decide(second, id, LinkRequestsDecider.Reverse(kind), clock.GetUtcNow())
                    );
                    return Act.Done();
                }
            )
        );
    }

    private static async Task<IResult> CorrectAsync(HttpContext context, Acts acts, History history, Guid id)
    {
        var (asked, flaw) = await context.ReadAsync<Correction>((body, flaws) => flaws.Text("/reasons", body.Reasons));
        if (asked is not { Sequence: var sequence })
            return ProblemResults.Result(flaw!);
        if (
            await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts
            || facts.All(fact => fact.Sequence != sequence)
        )
            return ProblemResults.Result(
                new(Problem.NotFound, "There is no such fact in the history of this request, or it is not yours.")
            );
        return Done(
            await acts.OnRequestAsync(
                context.Acting(),
                id,
                asked,
                _ => null,
                (request, item, now) => [new CorrectionRecorded(request.Id, sequence, item!, now)]
            )
        );
    }

    private static async Task<IResult> RecordOutsideAsync(HttpContext context, Acts acts, TimeProvider clock, Guid id)
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
        return Done(
            await acts.OnRequestAsync(
                context.Acting(),
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

    private static IResult Done(Problem? problem) => problem is null ? Results.NoContent() : ProblemResults.Result(problem);

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

    private sealed record Note(string? Reasons = null);

    private sealed record Reasoned(string Reasons);

    private sealed record LinkOrder(Guid Request, LinkKind Kind);

    private sealed record Correction(long Sequence, string Reasons);

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

public sealed record RegisteredRequest(Guid Id);
