using Gateway.Domain.Messages;

namespace Gateway.Domain.LegalBases;

/// <summary>The legal bases known to this gateway.</summary>
public interface ILegalBases
{
    IReadOnlyCollection<LegalBasis> All { get; }

    /// <summary>The newest version; null when the code is not known.</summary>
    LegalBasis? Find(string code);
}

/// <summary>
/// The combined requirements of the legal bases of one request. Where they differ the stricter applies: the narrower channel
/// rule, the shorter time. A channel that one of them prefers is open regardless of the others. A basis without a
/// description binds to the channel, because keeping the channel is never a breach.
/// </summary>
public sealed record Terms(
    ChannelRule Channel,
    int AcknowledgeWithinDays,
    int ClarifyWithinDays,
    ConfirmationRule? Confirmation,
    IReadOnlyList<(ClockRule Rule, string Basis)> Clocks,
    ContentRule Content,
    bool FurtherUseNeedsConsent,
    IReadOnlyList<string> Languages,
    IReadOnlyList<AppliedBasis> Applied
)
{
    /// <summary>EIO article 16(1) has a week; taken as the default where a basis names no time.</summary>
    public const int DefaultAcknowledgeWithinDays = 7;

    public const int DefaultClarifyWithinDays = 30;

    private static readonly ChannelRule Unknown = new(
        SameChannelPolicy.SamePlatform,
        [ChannelGround.NatureOfRequest, ChannelGround.SuperveningSituation],
        NoticeToSender: true,
        [],
        []
    );

    /// <summary>Where no basis is named: the defaults.</summary>
    public static readonly Terms None = Together([], isAllKnown: true, type: null);

    public static Terms Of(ILegalBases bases, IReadOnlyList<string> codes, string? type)
    {
        var known = codes.Select(bases.Find).OfType<LegalBasis>().ToList();
        return Together(known, known.Count == codes.Count, type);
    }

    private static Terms Together(List<LegalBasis> known, bool isAllKnown, string? type)
    {
        var rules = known.Select(basis => basis.Channel).Concat(isAllKnown ? [] : [Unknown]).ToList();
        var narrowest = rules
            .OrderByDescending(rule => rule.Policy)
            .ThenBy(rule => rule.ExceptionGrounds.Count)
            .FirstOrDefault(Unknown);
        var preferred = rules.SelectMany(rule => rule.Preferred).Distinct().ToList();
        var content = known
            .SelectMany(basis => basis.Content.Where(rule => rule.Key == "*" || rule.Key == type))
            .Select(rule => rule.Value)
            .ToList();
        return new(
            narrowest with
            {
                Preferred = preferred,
                UrgentOnly = [.. rules.SelectMany(rule => rule.UrgentOnly).Distinct().Except(preferred)],
            },
            known.Min(basis => basis.AcknowledgeWithinDays) ?? DefaultAcknowledgeWithinDays,
            known.Min(basis => basis.ClarifyWithinDays) ?? DefaultClarifyWithinDays,
            known
                .Select(basis => basis.Confirmation)
                .OfType<ConfirmationRule>()
                .OrderBy(rule => rule.WithinDays)
                .FirstOrDefault(),
            [
                .. known
                    .SelectMany(basis => basis.Clocks.Select(clock => (Rule: clock, Basis: basis.Code)))
                    .GroupBy(clock => clock.Rule.Kind)
                    .Select(same => same.MinBy(clock => clock.Rule.Days)),
            ],
            new(
                [.. content.SelectMany(rule => rule.Must).Distinct()],
                [.. content.SelectMany(rule => rule.Should).Distinct()]
            ),
            known.Exists(basis => basis.FurtherUseNeedsConsent),
            [.. known.SelectMany(basis => basis.Languages).Distinct()],
            [.. known.Select(basis => new AppliedBasis(basis.Code, basis.Version))]
        );
    }

    public (ClockRule Rule, string Basis)? Clock(ClockKind kind) =>
        Clocks.Where(clock => clock.Rule.Kind == kind).Select(clock => ((ClockRule, string)?)clock).FirstOrDefault();
}

/// <summary>The version of a legal basis that applied.</summary>
public sealed record AppliedBasis(string Code, int Version);
