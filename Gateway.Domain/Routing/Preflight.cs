using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Routing;

/// <summary>What would happen to a message, and why, before it is signed.</summary>
/// <param name="Verdict">The gravest of the checks on the counterpart and on the way it would take.</param>
/// <param name="Checks">First those on the counterpart, independent of the channel, then those on the channel it would
/// take.</param>
/// <param name="Channels">Ranked; a person chooses.</param>
/// <param name="Chosen">The channel it would take: the one asked for, or the advisor's first choice; null when none can be
/// used.</param>
/// <param name="Requirements">Further requirements of the counterpart, to be read before submission.</param>
public sealed record Preflight(
    Verdict Verdict,
    IReadOnlyList<Check> Checks,
    IReadOnlyList<RankedChannel> Channels,
    string? Chosen,
    IReadOnlyList<ImpliedObligation> Obligations,
    IReadOnlyList<ExtraRequirement> Requirements
)
{
    /// <param name="counterpart">Null when the directory does not know it.</param>
    /// <param name="asked">The channel the caller has in mind, or null.</param>
    public static Preflight Of(
        KnownAuthority sender,
        KnownAuthority? counterpart,
        Consignment consignment,
        string? asked,
        Circumstances circumstances
    )
    {
        if (counterpart is null || counterpart.Code == sender.Code)
            return new(Verdict.Blocked, [Unknown], [], null, [], []);
        var advice = ChannelAdvice.For(sender, counterpart, consignment, asked, binding: null, circumstances);
        IReadOnlyList<Check> checks = circumstances.UnknownBasis is { } unknown
            ? [Check.Blocked("legalBases", unknown.Detail), .. advice.Checks]
            : advice.Checks;
        return new(
            checks.Max(check => check.Verdict),
            checks,
            advice.Ranking,
            circumstances.UnknownBasis is null ? advice.Endpoint?.Channel : null,
            [.. ImpliedObligations.Of(counterpart, consignment, circumstances)],
            counterpart.Acceptance?.Requirements ?? []
        );
    }

    /// <summary>The check with which acceptance rejects an addressee that is no counterpart.</summary>
    public static Check Unknown { get; } =
        Check.Blocked("known", "The directory does not know the addressed authority as a counterpart.");
}
