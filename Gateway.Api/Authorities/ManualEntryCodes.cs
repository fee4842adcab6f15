using Gateway.Adapters.AuthorityLists;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;

namespace Gateway.Api.Authorities;

/// <summary>
/// Codes that a person may write into an entry. Events keep them permanently, so each must be in a closed list: a person's
/// name cannot enter.
/// </summary>
internal static class ManualEntryCodes
{
    public static readonly IReadOnlyList<string> Sources =
    [
        "telephone",
        "email",
        "letter",
        "meeting",
        "website",
        "diplomatic-note",
        "network",
        "other",
    ];

    public static readonly IReadOnlyList<string> Requirements =
    [
        "standardOfProof",
        "forms",
        "certifiedTranslation",
        "dualCriminality",
        "limitationOnUse",
        "diplomaticChannel",
        "other",
    ];

    /// <summary>The channels that this gateway has or will have.</summary>
    public static readonly IReadOnlyList<string> Channels = ["as4", "email", "folder", "maildir"];

    public static IEnumerable<string> Flaws(
        ListedAuthority entry,
        string? source,
        IReadOnlyDictionary<string, IChannel> channels,
        ILegalBases bases
    )
    {
        if (
            entry.Endpoints?.Any(endpoint =>
                endpoint?.Channel is { } channel && !Channels.Contains(channel) && !channels.ContainsKey(channel)
            ) == true
        )
            yield return $"A channel is one of {string.Join(", ", Channels.Union(channels.Keys).Order(StringComparer.Ordinal))}.";
        if (entry.Roles?.Any(role => role?.LegalBasis is { } basis && bases.Find(basis) is null) == true)
            yield return $"A legal basis is one of {string.Join(", ", bases.All.Select(basis => basis.Code).Order(StringComparer.Ordinal))}.";
        if (
            entry.Acceptance?.Requirements?.Any(requirement => requirement?.Code is { } code && !Requirements.Contains(code))
            == true
        )
            yield return $"The code of a requirement is one of {string.Join(", ", Requirements)}.";
        if (source is not null && !Sources.Contains(source))
            yield return $"The source of a verification is one of {string.Join(", ", Sources)}.";
    }
}
