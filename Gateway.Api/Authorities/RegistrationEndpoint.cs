using Gateway.Adapters.Authorities;
using Gateway.Api.Requests;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Api.Authorities;

/// <summary><c>POST /v1/authorities</c>: an administrator enters an authority by hand.</summary>
internal static class RegistrationEndpoint
{
    /// <summary>How what an administrator says is told from what a publisher says.</summary>
    private const string ByHand = "by-hand";

    public static void MapRegistration(this IEndpointRouteBuilder authorities) => authorities.MapPost("/", RegisterAsync)
        .RequireAuthorization(Caller.Administrator).Accepts<ListedAuthority>("application/json").Produces<Registered>(201)
        .WithSummary("Register an authority; its endpoints and keys wait for a second person");

    private static async Task<IResult> RegisterAsync(
        HttpContext context, DirectoryActs acts, Sealing sealing, IAuthorityDirectory directory,
        IReadOnlyDictionary<string, IChannel> channels, TimeProvider clock)
    {
        var (body, problem) = await Body.ReadAsync<ListedAuthority>(context.Request);
        if (body is null)
            return ProblemResults.Result(problem!);
        if (string.Join(' ', body.Flaws().Concat(ChannelAddresses.Flaws(body.Endpoints ?? [], channels))) is { Length: > 0 } flaws)
            return ProblemResults.Result(new(Problem.MalformedRequest, flaws));
        if (directory.Find(body.Code) is not null)
            return ProblemResults.Result(new(Problem.WrongState, "The authority is registered already; change it instead."));
        var actor = context.Caller().Actor;
        var listing = (await sealing.SealAsync([body], clock.GetUtcNow(), context.RequestAborted))[0];
        var decided = await acts.RegisterAsync(actor, new(listing, ByHand, actor), context.RequestAborted);
        if (decided.Problem is { } refused)
            return ProblemResults.Result(refused);
        var known = directory.Find(body.Code)!;
        context.Response.Headers.ETag = Etag.Of(known.Version);
        return Results.Created(
            $"/v1/authorities/{body.Code}",
            new Registered(AuthorityItem.Of(known, showsAddresses: true, clock.GetUtcNow()), ProposedChange.Among(decided.Facts)));
    }
}

/// <param name="Proposals">What waits for a second person.</param>
public sealed record Registered(AuthorityItem Authority, IReadOnlyList<ProposedChange> Proposals);
