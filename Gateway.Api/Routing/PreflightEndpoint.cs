using Gateway.Api.Authorities;
using Gateway.Api.Callers;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Routing;

namespace Gateway.Api.Routing;

/// <summary>
/// <c>GET /v1/authorities/{code}/preflight</c>: what would happen to a request, and why, before it is signed.
/// </summary>
internal static class PreflightEndpoint
{
    public static void MapPreflight(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/authorities/{code}/preflight", PreflightAsync)
            .RequireAuthorization()
            .Produces<PreflightItem>()
            .WithSummary("Can this authority be reached, over what, in which languages, under which conditions, and why");

    private static async Task<IResult> PreflightAsync(
        HttpContext context,
        IAuthorityDirectory directory,
        CircumstancesSource surroundings,
        DirectoryVault vault,
        string code,
        string? type,
        string? legalBasis,
        string? channel,
        string? urgency,
        string? language,
        long? size,
        bool? sandbox
    )
    {
        if (
            Consigned(type, legalBasis, urgency, language, size, sandbox ?? false) is not { } consignment
            || channel is not null && !DirectoryCodes.IsChannel(channel)
        )
            return ProblemResults.Result(
                new(
                    Problem.MalformedRequest,
                    "type, legalBasis (several with commas), channel, urgency, language and size are codes and a number, "
                        + "as in a message."
                )
            );
        if (directory.Find(context.Caller().Authority) is not { } sender)
            return ProblemResults.Result(new(Problem.Forbidden, "The directory does not know the caller's own authority."));
        var counterpart = directory.Find(code);
        var preflight = Preflight.Of(sender, counterpart, consignment, channel, surroundings.For(consignment));
        var requirements = new List<RequirementItem>();
        foreach (var requirement in preflight.Requirements)
            requirements.Add(new(requirement.Code, await vault.ReadTextAsync(requirement.Text, context.RequestAborted)));
        return Results.Ok(
            PreflightItem.Of(counterpart?.Code ?? (AuthorityCode.IsValid(code) ? code : ""), preflight, requirements)
        );
    }

    private static Consignment? Consigned(
        string? type,
        string? legalBasis,
        string? urgency,
        string? language,
        long? size,
        bool isSandbox
    )
    {
        var bases = legalBasis?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var isUrgent = Urgency.Normal;
        return
            bases.All(DirectoryCodes.IsLegalBasis)
            && (type is null || DirectoryCodes.IsRequestType(type))
            && (language is null || DirectoryCodes.IsLanguage(language))
            && size is null or >= 0
            && (urgency is null || Codes.TryParse(urgency, out isUrgent))
            ? new(MessageKind.Request, type, bases, isUrgent, language, isSandbox, size ?? 0)
            : null;
    }
}

/// <param name="Verdict">The gravest of the checks.</param>
/// <param name="Checks">On the authority, whatever the channel, then on the way the request would take.</param>
/// <param name="Channels">As the advisor ranks them; a person chooses.</param>
/// <param name="Chosen">The channel it would take; absent when none will do.</param>
/// <param name="Obligations">What would be owed once it has gone.</param>
/// <param name="Requirements">What the authority asks for beyond.</param>
public sealed record PreflightItem(
    string Authority,
    Verdict Verdict,
    IReadOnlyList<CheckItem> Checks,
    IReadOnlyList<RankedChannelItem> Channels,
    string? Chosen,
    IReadOnlyList<ObligationItem> Obligations,
    IReadOnlyList<RequirementItem> Requirements
)
{
    internal static PreflightItem Of(string code, Preflight preflight, IReadOnlyList<RequirementItem> requirements) =>
        new(
            code,
            preflight.Verdict,
            [.. preflight.Checks.Select(CheckItem.Of)],
            [
                .. preflight.Channels.Select(channel => new RankedChannelItem(
                    channel.Channel,
                    channel.Rank,
                    channel.Verdict,
                    [.. channel.Checks.Select(CheckItem.Of)]
                )),
            ],
            preflight.Chosen,
            [
                .. preflight.Obligations.Select(obligation => new ObligationItem(
                    obligation.Kind,
                    obligation.WithinDays,
                    obligation.Why
                )),
            ],
            requirements
        );
}

/// <param name="Check">A code of docs/preflight.md.</param>
public sealed record CheckItem(string Check, Verdict Verdict, string Why)
{
    internal static CheckItem Of(Check check) => new(check.Name, check.Verdict, check.Why);
}

/// <param name="Rank">1 is the advisor's first choice.</param>
public sealed record RankedChannelItem(string Channel, int Rank, Verdict Verdict, IReadOnlyList<CheckItem> Reasons);

public sealed record ObligationItem(DeadlineKind Kind, int WithinDays, string Why);

/// <param name="Text">Absent when it cannot be read.</param>
public sealed record RequirementItem(string Code, string? Text);
