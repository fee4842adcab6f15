using Gateway.Api.Audit;
using Gateway.Api.Authorities;
using Gateway.Domain.Authorities;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Requests;
using Marten;

namespace Gateway.Api.Requests;

/// <summary>What the served authority records for itself about its cases: facts without a message to the counterpart.</summary>
internal static class CaseEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/v1/requests").RequireAuthorization(Caller.Officer);
        requests.MapPost("/registrations", RegisterAsync).Produces<RegisteredRequest>(201)
            .WithSummary("Register a request made orally or on paper, outside the gateway");
        requests.MapPost("/{id:guid}/closures", CloseAsync).Produces(204).WithSummary("Close a case that has come to its end");
        requests.MapPost("/{id:guid}/reopenings", ReopenAsync).Produces(204).WithSummary("Reopen a closed case, with reasons");
        requests.MapPost("/{id:guid}/links", LinkAsync).Produces(204).WithSummary("Say that another request belongs to this one");
        requests.MapPost("/{id:guid}/corrections", CorrectAsync).Produces(204)
            .WithSummary("Say that a recorded fact is wrong, and why; it stays");
        requests.MapPost("/{id:guid}/outside-transmissions", RecordOutsideAsync).Produces(204)
            .WithSummary("Record something transmitted outside the gateway");
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, Acts acts, IAuthorityDirectory directory, ILegalBases bases, TimeProvider clock)
    {
        var asked = await context.JsonAsync<Registration>();
        if (asked is not { Counterpart: { } counterpart, Type: { Length: > 0 and <= 64 } type, LegalBases: { Count: > 0 and <= 20 } codes, TookPlaceAt: { } tookPlaceAt }
            || !asked.Record.IsText() || !Parsed<ExchangeRole>(asked.Role, out var role) || !Parsed<OutsideMeans>(asked.Means, out var means)
            || !Parsed<Urgency>(asked.Urgency ?? "normal", out var urgency) || tookPlaceAt > clock.GetUtcNow())
            return Malformed("Send role, counterpart, type, legalBases, means, tookPlaceAt (not in the future) and record: who, when, how.");
        if (directory.Find(counterpart) is null || counterpart == context.Caller().Authority)
            return ProblemResults.Result(new(Problem.CounterpartUnknown, "The directory does not know the named authority as a counterpart."));
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var problem = await acts.DoAsync(context, async session =>
        {
            var record = await acts.StoreAsync(session.TenantId, id, asked, context.RequestAborted);
            session.Events.StartStream<Request>(id, RegisterRequestDecider.Decide(
                new(id, role, counterpart, type, codes, urgency, means, record!, tookPlaceAt, Terms.Of(bases, codes, type)), now));
            return Act.Done();
        });
        return problem is null ? Results.Created($"/v1/requests/{id}", new RegisteredRequest(id)) : ProblemResults.Result(problem);
    }

    private static async Task<IResult> CloseAsync(HttpContext context, Acts acts, Guid id)
    {
        var note = context.Request.ContentLength is > 0 ? await context.JsonAsync<Reasoned>() : null;
        return Done(await acts.OnRequestAsync(
            context, id, note?.Reasons.IsText() == true ? note : null, CloseRequestDecider.Refuse, CloseRequestDecider.Decide));
    }

    private static async Task<IResult> ReopenAsync(HttpContext context, Acts acts, Guid id)
    {
        var reasons = await context.JsonAsync<Reasoned>();
        return reasons?.Reasons.IsText() != true ? Malformed("Send {\"reasons\": \"...\"}.")
            : Done(await acts.OnRequestAsync(
                context, id, reasons, ReopenRequestDecider.Refuse, (request, item, now) => ReopenRequestDecider.Decide(request, item!, now)));
    }

    private static async Task<IResult> LinkAsync(HttpContext context, Acts acts, History history, TimeProvider clock, Guid id)
    {
        if (await context.JsonAsync<LinkOrder>() is not { Request: { } otherId } asked || !Parsed<LinkKind>(asked.Kind, out var kind))
            return Malformed($"Send request and kind, one of {string.Join(", ", Codes.All<LinkKind>())}.");
        return Done(await acts.DoAsync(context, async session =>
        {
            var (one, other) = (
                await session.Events.FetchForWriting<Request>(id, context.RequestAborted), await session.Events.FetchForWriting<Request>(otherId, context.RequestAborted));
            if (one.Aggregate is not { } request || other.Aggregate is not { } second)
                return new Problem(Problem.NotFound, "There is no such request, or it is not yours.");
            if ((await Precondition.RefuseAsync(context, history, id) ?? LinkRequestsDecider.Refuse(request, second, kind)) is { } refusal)
                return refusal;
            one.AppendMany(LinkRequestsDecider.Decide(request, otherId, kind, clock.GetUtcNow()));
            other.AppendMany(LinkRequestsDecider.Decide(second, id, LinkRequestsDecider.Reverse(kind), clock.GetUtcNow()));
            return Act.Done();
        }));
    }

    private static async Task<IResult> CorrectAsync(HttpContext context, Acts acts, History history, Guid id)
    {
        if (await context.JsonAsync<Correction>() is not { Sequence: { } sequence } asked || !asked.Reasons.IsText())
            return Malformed("Send sequence, of the fact that is wrong, and reasons.");
        if (await history.ReadAsync(context.Caller().Authority, id, context.RequestAborted) is not { } facts || facts.All(fact => fact.Sequence != sequence))
            return ProblemResults.Result(new(Problem.NotFound, "There is no such fact in the history of this request, or it is not yours."));
        return Done(await acts.OnRequestAsync(
            context, id, asked, _ => null, (request, item, now) => [new CorrectionRecorded(request.Id, sequence, item!, now)]));
    }

    private static async Task<IResult> RecordOutsideAsync(HttpContext context, Acts acts, TimeProvider clock, Guid id)
    {
        if (await context.JsonAsync<OutsideTransmission>() is not { TookPlaceAt: { } tookPlaceAt } asked || !asked.Record.IsText()
            || tookPlaceAt > clock.GetUtcNow() || !Parsed<OutsidePurpose>(asked.Purpose, out var purpose) || !Parsed<OutsideMeans>(asked.Means, out var means)
            || asked.Files is { Count: > 1000 } || asked.Files?.Any(file => !file.Name.IsText() || file.Size < 0) == true)
            return Malformed("Send purpose, means, outbound, tookPlaceAt (not in the future), record (reference, sender, recipient) and files with name and size.");
        return Done(await acts.OnRequestAsync(
            context, id, asked, _ => null,
            (request, item, now) => RecordOutsideTransmissionDecider.Decide(purpose, means, asked.Outbound, item!, tookPlaceAt, request, now)));
    }

    private static bool Parsed<T>(string? text, out T value) where T : struct, Enum
    {
        value = default;
        return text is not null && Codes.TryParse(text, out value);
    }

    private static IResult Done(Problem? problem) => problem is null ? Results.NoContent() : ProblemResults.Result(problem);

    private static IResult Malformed(string detail) => ProblemResults.Result(new(Problem.MalformedRequest, detail));

    private sealed record Registration(
        string? Role = null, string? Counterpart = null, string? Type = null, IReadOnlyList<string>? LegalBases = null,
        string? Urgency = null, string? Means = null, DateTimeOffset? TookPlaceAt = null, string? Record = null);

    private sealed record Reasoned(string? Reasons = null);

    private sealed record LinkOrder(Guid? Request = null, string? Kind = null);

    private sealed record Correction(long? Sequence = null, string? Reasons = null);

    private sealed record OutsideTransmission(
        bool Outbound, string? Purpose = null, string? Means = null,
        DateTimeOffset? TookPlaceAt = null, string? Record = null, IReadOnlyList<OutsideFile>? Files = null);

    private sealed record OutsideFile(long Size, string? Name = null, string? Sha256 = null);
}

public sealed record RegisteredRequest(Guid Id);
