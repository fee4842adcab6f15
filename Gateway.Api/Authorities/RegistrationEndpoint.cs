using Gateway.Adapters.AuthorityLists;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Vault;

namespace Gateway.Api.Authorities;

/// <summary><c>POST /v1/authorities</c>: an administrator enters an authority by hand.</summary>
internal static class RegistrationEndpoint
{
    /// <summary>The source of an administrator's data, which distinguishes them from a publisher's.</summary>
    private const string ManualEntryCodes = "by-hand";

    public static void MapRegistration(this IEndpointRouteBuilder authorities) =>
        authorities
            .MapPost("/", RegisterAsync)
            .RequireAuthorization(Caller.Administrator)
            .Accepts<ListedAuthority>("application/json")
            .Produces<Registered>(201)
            .Versioned()
            .WithSummary("Register an authority; its endpoints and keys wait for a second person");

    private static async Task<IResult> RegisterAsync(
        HttpContext context,
        DirectoryActs acts,
        AuthoritySealing sealing,
        IAuthorityDirectory directory,
        IReadOnlyDictionary<string, IChannel> channels,
        ILegalBases bases,
        RecordedDirectory recorded,
        IVault content,
        TimeProvider clock
    )
    {
        var (body, problem) = await Body.ReadAsync<ListedAuthority>(context.Request);
        if (body is null)
            return ProblemResults.Result(problem!);
        if (
            string.Join(
                ' ',
                body.Flaws()
                    .Concat(ChannelAddresses.Flaws(body.Endpoints ?? [], channels))
                    .Concat(Authorities.ManualEntryCodes.Flaws(body, null, channels, bases))
            ) is
            { Length: > 0 } flaws
        )
            return ProblemResults.Result(new(Problem.MalformedRequest, flaws));
        var (key, malformed) = await IdempotencyKey.OfAsync(context, content);
        var (before, reused) = key is null ? (null, malformed) : await acts.LookAsync(key, context.RequestAborted);
        if (reused is not null)
            return ProblemResults.Result(reused);
        if (before is not null)
        {
            await recorded.RefreshAsync(context.RequestAborted);
            return Answer(
                context,
                recorded,
                body.Code,
                recorded.Snapshot.Find(body.Code)!.Facts.Select(fact => fact.Data),
                clock
            );
        }
        if (directory.Find(body.Code) is not null)
            return ProblemResults.Result(new(Problem.WrongState, "The authority is registered already; change it instead."));
        var actor = context.Caller().Actor;
        var listing = (await sealing.SealAsync([body], clock.GetUtcNow(), context.RequestAborted))[0];
        var decided = await acts.RegisterAsync(actor, new(listing, ManualEntryCodes, actor), key, context.RequestAborted);
        return decided.Problem is { } rejected
            ? ProblemResults.Result(rejected)
            : Answer(context, directory, body.Code, decided.Facts, clock);
    }

    private static IResult Answer(
        HttpContext context,
        IAuthorityDirectory directory,
        string code,
        IEnumerable<object> facts,
        TimeProvider clock
    )
    {
        var known = directory.Find(code)!;
        context.Response.Headers.ETag = Etag.Of(known.Version);
        return Results.Created(
            $"/v1/authorities/{code}",
            new Registered(AuthorityItem.Of(known, showsAddresses: true, clock.GetUtcNow()), ProposedChange.Among(facts))
        );
    }
}

/// <param name="Proposals">What waits for a second person.</param>
public sealed record Registered(AuthorityItem Authority, IReadOnlyList<ProposedChange> Proposals);
