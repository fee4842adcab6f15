using Gateway.Domain.Authorities;

namespace Gateway.Domain.Routing;

/// <summary>A channel as the advisor ranks it for one message to one counterpart.</summary>
/// <param name="Rank">1 is the advisor's first choice.</param>
/// <param name="IsCommon">Both this gateway and the counterpart have it.</param>
/// <param name="Checks">Every reason, also those that speak for it.</param>
public sealed record RankedChannel(string Channel, int Rank, bool IsCommon, IReadOnlyList<Check> Checks)
{
    public Verdict Verdict => Checks.Select(check => check.Verdict).DefaultIfEmpty().Max();

    public bool IsUsable => Verdict != Verdict.Blocked;
}

/// <summary>
/// Ranks the channels to a counterpart: what can be used before what cannot, what works before what is known to be out of
/// order, what the legal basis prefers, what is addressed with more assurance, and then as the counterpart itself prefers.
/// A person chooses; the first is only what is taken when nobody did.
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
