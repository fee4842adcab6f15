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

/// <summary>Changes of an authority's entry: proposed or declared, confirmed by a second person, withdrawn.</summary>
internal static class ChangeEndpoints
{
    internal const int LongestNote = 4000;

    public static void MapChanges(this IEndpointRouteBuilder authorities)
    {
        var changes = authorities.MapGroup("/{code}/changes");
        changes
            .MapGet("/", List)
            .RequireAuthorization(Caller.Addresses)
            .Produces<Listed<OpenChangeItem>>()
            .Versioned()
            .WithSummary("Changes that wait for a second person");
        changes
            .MapGet("/{id:guid}", Read)
            .RequireAuthorization(Caller.Addresses)
            .Produces<OpenChangeItem>()
            .WithSummary("A change that waits for a second person");
        changes
            .MapPost("/", ChangeAsync)
            .RequireAuthorization(Caller.Administrator)
            .Accepts<ChangeBody>("application/json")
            .Produces<AuthorityItem>()
            .Produces<OpenChangeItem>(201)
            .Versioned()
            .WithSummary("Declare something at once, or propose an endpoint or key for a second person to confirm");
        changes
            .MapPost("/{id:guid}/confirmations", ConfirmAsync)
            .RequireAuthorization(Caller.Administrator)
            .Accepts<ConfirmationBody>("application/json")
            .Produces<AuthorityItem>()
            .Versioned()
            .WithSummary("Confirm what another administrator proposed");
        changes
            .MapDelete("/{id:guid}", WithdrawAsync)
            .RequireAuthorization(Caller.Administrator)
            .Produces(204)
            .WithSummary("Withdraw a proposal");
    }

    private static IResult List(HttpContext context, RecordedDirectory directory, TimeProvider clock, string code)
    {
        if (directory.Snapshot.Find(code) is not { } stream)
            return AuthorityEndpoints.Unknown();
        context.Response.Headers.ETag = Etag.Of(stream.Version);
        var open = stream.Authority.Open.Where(change => !change.HasLapsed(clock.GetUtcNow()));
        return Results.Ok(new Listed<OpenChangeItem>([.. open.Select(change => OpenChangeItem.Of(change, stream))], null));
    }

    private static IResult Read(RecordedDirectory directory, string code, Guid id) =>
        directory.Snapshot.Find(code) is { } stream && stream.Authority.Open.Find(change => change.Id == id) is { } open
            ? Results.Ok(OpenChangeItem.Of(open, stream))
            : ProblemResults.Result(new(Problem.NotFound, "No such change waits for confirmation."));

    private static async Task<IResult> ChangeAsync(
        HttpContext context,
        DirectoryActs acts,
        DirectoryVault vault,
        AuthoritySealing sealing,
        RecordedDirectory directory,
        IReadOnlyDictionary<string, IChannel> channels,
        ILegalBases bases,
        IVault content,
        TimeProvider clock,
        string code
    )
    {
        var (body, problem) = await Body.ReadAsync<ChangeBody>(context.Request);
        if (body is null)
            return ProblemResults.Result(problem!);
        await directory.RefreshAsync(context.RequestAborted);
        if (directory.Find(code) is null)
            return AuthorityEndpoints.Unknown();
        if (string.Join(' ', AskedChange.Flaws(code, body, channels, bases)) is { Length: > 0 } flaws)
            return ProblemResults.Result(new(Problem.MalformedRequest, flaws));
        var (key, malformed) = await IdempotencyKey.OfAsync(context, content);
        if (malformed is not null)
            return ProblemResults.Result(malformed);
        var actor = context.Caller().Actor;
        var decide = await AskedChange.PrepareAsync(
            code,
            body,
            actor,
            vault,
            sealing,
            clock.GetUtcNow(),
            context.RequestAborted
        );
        var decided = await acts.ActAsync(
            actor,
            code,
            context.Request.Headers.IfMatch.ToString(),
            key,
            decide,
            context.RequestAborted
        );
        return decided switch
        {
            { Problem: { } rejected } => ProblemResults.Result(rejected),
            { Change: { } change } => Proposed(context, directory, clock, code, change),
            _ => Shown(context, directory, clock, code),
        };
    }

    private static async Task<IResult> ConfirmAsync(
        HttpContext context,
        DirectoryActs acts,
        DirectoryVault vault,
        RecordedDirectory directory,
        IReadOnlyDictionary<string, IChannel> channels,
        IVault content,
        TimeProvider clock,
        string code,
        Guid id
    )
    {
        var (body, problem) = await Body.ReadAsync<ConfirmationBody>(context.Request);
        if (body is null)
            return ProblemResults.Result(problem!);
        await directory.RefreshAsync(context.RequestAborted);
        if (directory.Snapshot.Find(code) is not { } stream)
            return AuthorityEndpoints.Unknown();
        if (!IsNote(body.Check))
            return ProblemResults.Result(
                new(
                    Problem.MalformedRequest,
                    $"check says how and with whom it was checked, in 1 to {LongestNote} characters."
                )
            );
        if (
            stream.Authority.Open.Find(change => change.Id == id) is { } open
            && OpenChangeItem.Of(open, stream) is { Address: null, Certificate: null } item
            && item.Kind is "endpoint" or "key"
        )
            return ProblemResults.Result(
                new(Problem.WrongState, "What was proposed cannot be read, so nobody can have checked it; propose it again.")
            );
        // An address proposed before the settings changed may be outside the allowed folders now.
        if (
            stream.Authority.Open.Find(change => change.Id == id) is { } change
            && OpenChangeItem.Of(change, stream) is { Kind: "endpoint", Channel: { } channel, Address: { } address }
            && ChannelAddresses.Flaw(channel, address, channels) is { } flaw
        )
            return ProblemResults.Result(new(Problem.WrongState, $"{flaw} Withdraw the change."));
        var (key, malformed) = await IdempotencyKey.OfAsync(context, content);
        if (malformed is not null)
            return ProblemResults.Result(malformed);
        var actor = context.Caller().Actor;
        var check = await vault.StoreAsync("check", body.Check, context.RequestAborted);
        var decided = await acts.ActAsync(
            actor,
            code,
            context.Request.Headers.IfMatch.ToString(),
            key,
            (authority, now) => ConfirmChangeDecider.Decide(new(id, check, actor), authority, now),
            context.RequestAborted
        );
        return decided.Problem is { } rejected ? ProblemResults.Result(rejected) : Shown(context, directory, clock, code);
    }

    private static async Task<IResult> WithdrawAsync(
        HttpContext context,
        DirectoryActs acts,
        IVault content,
        string code,
        Guid id
    )
    {
        var (key, malformed) = await IdempotencyKey.OfAsync(context, content);
        if (malformed is not null)
            return ProblemResults.Result(malformed);
        var decided = await acts.ActAsync(
            context.Caller().Actor,
            code,
            context.Request.Headers.IfMatch.ToString(),
            key,
            (authority, now) => WithdrawChangeDecider.Decide(new(id), authority, now),
            context.RequestAborted
        );
        return decided.Problem is { } rejected ? ProblemResults.Result(rejected) : Results.NoContent();
    }

    internal static bool IsNote(string text) => text.Length is > 0 and <= LongestNote && !string.IsNullOrWhiteSpace(text);

    private static IResult Proposed(
        HttpContext context,
        RecordedDirectory directory,
        TimeProvider clock,
        string code,
        Guid change
    )
    {
        var stream = directory.Snapshot.Find(code)!;
        if (stream.Authority.Open.Find(one => one.Id == change) is not { } open)
            return Shown(context, directory, clock, code);
        context.Response.Headers.ETag = Etag.Of(stream.Version);
        return Results.Created($"/v1/authorities/{code}/changes/{change}", OpenChangeItem.Of(open, stream));
    }

    private static IResult Shown(HttpContext context, IAuthorityDirectory directory, TimeProvider clock, string code)
    {
        var known = directory.Find(code)!;
        context.Response.Headers.ETag = Etag.Of(known.Version);
        return Results.Ok(AuthorityItem.Of(known, showsAddresses: true, clock.GetUtcNow()));
    }
}
