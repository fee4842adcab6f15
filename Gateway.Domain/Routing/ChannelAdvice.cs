using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;

namespace Gateway.Domain.Routing;

/// <summary>
/// The channel over which a message leaves, or why no channel can be used. Acceptance acts on this answer and preflight
/// explains it.
/// </summary>
/// <param name="Endpoint">Null exactly when there is a problem.</param>
/// <param name="Checks">All checks: first those on the counterpart, independent of the channel, then those on the chosen
/// channel.</param>
/// <param name="Ranking">Every channel, the advisor's first choice first.</param>
public sealed record ChannelAdvice(
    ChannelEndpoint? Endpoint,
    ChannelChoice By,
    Problem? Problem,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<RankedChannel> Ranking
)
{
    /// <summary>Outside the gateway, by diplomatic bag or by hand: always possible, and a person records the rest.</summary>
    public static ChannelAdvice Manual(bool isSandbox) =>
        new(new ChannelEndpoint(Transmission.Manual, "", isSandbox), ChannelChoice.Caller, null, [], []);

    /// <param name="asked">Named by the caller; null leaves the choice to the binding, then to the ranking.</param>
    /// <param name="binding">The channels that the same-channel rule allows; null for a message that opens an
    /// exchange.</param>
    public static ChannelAdvice For(
        KnownAuthority sender,
        KnownAuthority counterpart,
        Consignment consignment,
        string? asked,
        ChannelBinding? binding,
        Circumstances circumstances
    )
    {
        var ranking = ChannelRanking.Of(sender, counterpart, consignment, circumstances);
        var (name, by) =
            asked is not null ? (asked, ChannelChoice.Caller)
            : binding?.Default is { } bound ? (bound, binding.By)
            : (
                ranking.Where(channel => channel.IsCommon).Select(channel => channel.Channel).FirstOrDefault(),
                ChannelChoice.Advisor
            );
        IReadOnlyList<Check> checks =
        [
            .. CounterpartChecks.Of(counterpart, consignment, circumstances),
            .. name is null ? [NoWay] : EndpointChecks.Of(name, sender, counterpart, consignment, circumstances),
        ];
        var blocked = checks.FirstOrDefault(check => check.Verdict == Verdict.Blocked);
        return new(
            blocked is null ? counterpart.Endpoint(name!) : null,
            by,
            blocked is null
                ? null
                : new(blocked.Name == EndpointChecks.Size ? Problem.TooLarge : Problem.CounterpartUnknown, blocked.Why),
            checks,
            ranking
        );
    }

    private static Check NoWay { get; } =
        Check.Blocked("endpoint", "The directory knows no channel to the addressed authority that this gateway has.");
}
