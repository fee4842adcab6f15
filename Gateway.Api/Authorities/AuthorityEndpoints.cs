using System.Globalization;
using System.Text;
using Gateway.Adapters.AuthorityLists;
using Gateway.Api.Callers;
using Gateway.Api.Contracts;
using Gateway.Api.Http;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Authorities;

namespace Gateway.Api.Authorities;

/// <summary>The directory as callers read it: the authorities and how to reach them, now and at any past instant.</summary>
internal static class AuthorityEndpoints
{
    private const int Page = 500;

    public static void MapAuthorities(this IEndpointRouteBuilder routes)
    {
        var authorities = routes.MapGroup("/v1/authorities").RequireAuthorization();
        authorities
            .MapGet("/", ListAsync)
            .Produces<Listed<AuthorityItem>>(200, "application/json", CsvList.MediaType)
            .WithSummary("The directory of authorities, by code; as CSV where that is accepted");
        authorities
            .MapGet("/{code}", Read)
            .Produces<AuthorityItem>()
            .Versioned()
            .WithSummary("One authority, now or as it was known at a past instant");
        authorities
            .MapGet("/{code}/history", HistoryAsync)
            .RequireAuthorization(Caller.Addresses)
            .Produces<Listed<DirectoryHistoryItem>>()
            .Versioned()
            .WithSummary("Every fact of an authority, in order");
        authorities
            .MapGet("/{code}/keys/{keyId}", ReadKey)
            .RequireAuthorization(Caller.Addresses)
            .Produces<KeyItem>()
            .WithSummary("A key that is or was in force, by the id that a verified signature cites");
        authorities
            .MapGet("/{code}/endpoints/{revision:guid}", ReadEndpoint)
            .RequireAuthorization(Caller.Addresses)
            .Produces<EndpointItem>()
            .WithSummary("An endpoint that is or was in force, by the revision that an attempt cites");
        authorities.MapRegistration();
        authorities.MapChanges();
        authorities.MapImport();
    }

    public static bool SeesAddresses(this HttpContext context) => Policies.All[Caller.Addresses].Any(context.User.IsInRole);

    public static IResult Unknown() =>
        ProblemResults.Result(new(Problem.NotFound, "The directory knows no such authority."));

    private static async Task<IResult> ListAsync(
        HttpContext context,
        IAuthorityDirectory directory,
        DirectoryVault vault,
        TimeProvider clock,
        string? after
    )
    {
        var showsAddresses = context.SeesAddresses();
        if (
            showsAddresses
            && context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == CsvList.MediaType)
        )
        {
            var listed = new List<ListedAuthority>();
            foreach (var authority in directory.All)
                listed.Add(await PlainAsync(authority, vault, context.RequestAborted));
            return Results.Text(CsvList.Write(listed), CsvList.MediaType, Encoding.UTF8);
        }
        var found = directory
            .All.Where(authority => string.CompareOrdinal(authority.Code, after) > 0)
            .Take(Page + 1)
            .ToList();
        return Results.Ok(
            new Listed<AuthorityItem>(
                [.. found.Take(Page).Select(authority => AuthorityItem.Of(authority, showsAddresses, clock.GetUtcNow()))],
                found.Count > Page ? found[Page - 1].Code : null
            )
        );
    }

    private static IResult Read(
        HttpContext context,
        IAuthorityDirectory directory,
        TimeProvider clock,
        string code,
        string? at
    )
    {
        var instant = clock.GetUtcNow();
        if (at is not null && PastInstant.Read(at, out instant) is { } malformed)
            return ProblemResults.Result(malformed);
        if ((at is null ? directory.Find(code) : directory.Find(code, instant)) is not { } authority)
            return Unknown();
        if (at is null)
            context.Response.Headers.ETag = Etag.Of(authority.Version);
        return Results.Ok(AuthorityItem.Of(authority, context.SeesAddresses(), instant));
    }

    private static IResult ReadKey(IAuthorityDirectory directory, string code, string keyId) =>
        directory.FindKey(code, keyId) is { } key
            ? Results.Ok(KeyItem.Of(key))
            : ProblemResults.Result(new(Problem.NotFound, "No such key is or was in force."));

    private static IResult ReadEndpoint(IAuthorityDirectory directory, string code, Guid revision) =>
        directory.FindEndpoint(code, revision) is { } endpoint
            ? Results.Ok(EndpointItem.Of(endpoint))
            : ProblemResults.Result(new(Problem.NotFound, "No such endpoint is or was in force."));

    private static async Task<IResult> HistoryAsync(
        HttpContext context,
        RecordedDirectory directory,
        DirectoryVault vault,
        string code,
        string? after
    )
    {
        var from = 0L;
        if (after is not null && !long.TryParse(after, CultureInfo.InvariantCulture, out from))
            return ProblemResults.Result(Cursor.Malformed);
        if (directory.Snapshot.Find(code) is not { } stream)
            return Unknown();
        context.Response.Headers.ETag = Etag.Of(stream.Version);
        var found = stream.Facts.Where(fact => fact.Sequence > from).Take(Page + 1).ToList();
        var items = new List<DirectoryHistoryItem>();
        foreach (var fact in found.Take(Page))
            items.Add(await DirectoryHistory.DescribeAsync(fact, stream, vault, context.RequestAborted));
        return Results.Ok(
            new Listed<DirectoryHistoryItem>(
                items,
                found.Count > Page ? found[Page - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null
            )
        );
    }

    /// <summary>The entry in the form of a list of authorities.</summary>
    private static async Task<ListedAuthority> PlainAsync(
        KnownAuthority authority,
        DirectoryVault vault,
        CancellationToken cancellation
    )
    {
        var requirements = new List<ListedRequirement>();
        foreach (var requirement in authority.Acceptance?.Requirements ?? [])
            if (await vault.ReadTextAsync(requirement.Text, cancellation) is { } text)
                requirements.Add(new(requirement.Code, text));
        return new(
            authority.Code,
            authority.Name,
            authority.Languages,
            authority.Roles,
            authority.Acceptance is { } acceptance ? new(acceptance.IsAccepted, acceptance.Conditions, requirements) : null,
            [
                .. authority.Channels.Select(endpoint => new ListedAddress(
                    endpoint.Channel,
                    endpoint.Address,
                    endpoint.IsSandbox
                )),
            ],
            [
                .. authority.Keys.Select(key => new ListedCertificate(
                    key.Purpose,
                    Convert.ToBase64String(key.Certificate.Span)
                )),
            ],
            authority.Verified?.At
        );
    }
}
