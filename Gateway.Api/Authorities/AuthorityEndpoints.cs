using Gateway.Api.Requests;
using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Api.Authorities;

/// <summary>The directory as callers see it: who can be reached, and over which channels.</summary>
internal static class AuthorityEndpoints
{
    public static void MapAuthorities(this IEndpointRouteBuilder routes)
    {
        var authorities = routes.MapGroup("/v1/authorities").RequireAuthorization();
        authorities.MapGet("/", (IAuthorityDirectory directory) =>
                new Listed<AuthorityItem>([.. directory.All.OrderBy(authority => authority.Code, StringComparer.Ordinal).Select(AuthorityItem.Of)], null))
            .WithSummary("The directory of authorities");
        authorities.MapGet("/{code}", (IAuthorityDirectory directory, string code) => directory.Find(code) is { } authority
                ? Results.Ok(AuthorityItem.Of(authority))
                : ProblemResults.Result(new(Problem.NotFound, "The directory knows no such authority.")))
            .Produces<AuthorityItem>().WithSummary("One authority");
    }
}

/// <param name="Channels">In order of preference.</param>
public sealed record AuthorityItem(
    string Code, string Name, string State, bool Served, IReadOnlyList<string> Languages, IReadOnlyList<ChannelItem> Channels)
{
    internal static AuthorityItem Of(Authority authority) => new(
        authority.Code, authority.Name, authority.State, authority.IsServed, authority.Languages,
        [.. authority.Channels.Select(endpoint => new ChannelItem(endpoint.Channel, endpoint.IsSandbox))]);
}

public sealed record ChannelItem(string Channel, bool Sandbox);
