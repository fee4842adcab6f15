using Gateway.Domain.Authorities;

namespace Gateway.Domain.Routing;

/// <summary>A channel as the advisor ranks it for one message to one counterpart.</summary>
/// <param name="Rank">1 is the advisor's first choice.</param>
/// <param name="IsCommon">Both this gateway and the counterpart have it.</param>
/// <param name="Checks">All reasons, including those in favour of it.</param>
public sealed record RankedChannel(string Channel, int Rank, bool IsCommon, IReadOnlyList<Check> Checks)
{
    public Verdict Verdict => Checks.Select(check => check.Verdict).DefaultIfEmpty().Max();

    public bool IsUsable => Verdict != Verdict.Blocked;
}

/// <summary>
/// Ranks the channels to a counterpart by these criteria in order: it can be used, it has no known outage, the legal basis
/// prefers it, its address has more assurance, the counterpart itself prefers it. A person chooses; the first channel is
/// used only when no channel was chosen.
/// </summary>
public static class ChannelRanking
{
    public static IReadOnlyList<RankedChannel> Of(
        KnownAuthority sender,
        KnownAuthority counterpart,
        Consignment consignment,
        Circumstances circumstances
    )
    {
        var names = counterpart
            .Channels.Select(endpoint => endpoint.Channel)
            .Concat(circumstances.Channels.Keys.Order(StringComparer.Ordinal))
            .Distinct();
        return
        [
            .. names
                .Select(name => new RankedChannel(
                    name,
                    0,
                    counterpart.Endpoint(name) is not null && circumstances.Channels.ContainsKey(name),
                    [.. EndpointChecks.Of(name, sender, counterpart, consignment, circumstances)]
                ))
                .OrderBy(channel => channel.IsUsable ? 0 : 1)
                .ThenBy(channel => channel.IsCommon ? 0 : 1)
                .ThenBy(channel => Warns(channel, "outage"))
                .ThenBy(channel => Warns(channel, "legalBasis"))
                .ThenBy(channel => Warns(channel, "address"))
                .Select((channel, index) => channel with { Rank = index + 1 }),
        ];
    }

    private static int Warns(RankedChannel channel, string check) =>
        channel.Checks.Any(one => one.Name == check && one.Verdict != Verdict.Ok) ? 1 : 0;
}
