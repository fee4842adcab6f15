using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Channels;

/// <summary>
/// Which channel a message leaves over, or why none will do: the one answer that acceptance acts on and preflight explains.
/// </summary>
/// <param name="Endpoint">Null exactly when there is a problem.</param>
/// <param name="Checks">Everything that was looked at: on the counterpart, whatever the channel, then on the way it would take.</param>
/// <param name="Ranking">Every channel, the advisor's first choice first.</param>
public sealed record ChannelAdvice(
    ChannelEndpoint? Endpoint, ChannelChoice By, Problem? Problem, IReadOnlyList<Check> Checks, IReadOnlyList<RankedChannel> Ranking)
{
    /// <param name="asked">Named by the caller; null leaves the choice to the lock, then to the ranking.</param>
    /// <param name="locked">The channel the request is locked to, unless the message is exempt from the lock.</param>
    public static ChannelAdvice For(
        KnownAuthority sender, KnownAuthority counterpart, Consignment consignment, string? asked, string? locked,
        Circumstances circumstances)
    {
        var ranking = ChannelRanking.Of(sender, counterpart, consignment, circumstances);
        var by = asked is not null ? ChannelChoice.Caller : locked is not null ? ChannelChoice.Lock : ChannelChoice.Advisor;
        var name = asked ?? locked ?? ranking.Where(channel => channel.IsCommon).Select(channel => channel.Channel).FirstOrDefault();
        IReadOnlyList<Check> checks =
        [
            .. CounterpartChecks.Of(counterpart, consignment, circumstances),
            .. name is null ? [NoWay] : EndpointChecks.Of(name, sender, counterpart, consignment, circumstances),
        ];
        var blocked = checks.FirstOrDefault(check => check.Verdict == Verdict.Blocked);
        return new(
            blocked is null ? counterpart.Endpoint(name!) : null, by,
            blocked is null ? null : new(blocked.Name == EndpointChecks.Size ? Problem.TooLarge : Problem.CounterpartUnknown, blocked.Why),
            checks, ranking);
    }

    private static Check NoWay { get; } =
        Check.Blocked("endpoint", "The directory knows no channel to the addressed authority that this gateway has.");
}
