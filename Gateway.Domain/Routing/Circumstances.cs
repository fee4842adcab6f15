using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;

namespace Gateway.Domain.Routing;

/// <summary>Circumstances outside the message and the directory that affect the channel of a message.</summary>
/// <param name="Channels">The channels of this gateway and what each can do.</param>
public sealed record Circumstances(
    IReadOnlyDictionary<string, ChannelCapabilities> Channels,
    FreeMailDomains FreeMail,
    DateTimeOffset Now
)
{
    /// <summary>The combined requirements of the treaties the message relies on.</summary>
    public Terms Terms { get; init; } = Terms.None;

    /// <summary>Why the treaties relied on are not all known here; null when they are.</summary>
    public Problem? UnknownBasis { get; init; }

    /// <summary>Outages the gateway knows of: offered as a reason for another channel, never decided by it.</summary>
    public Outages Outages { get; init; } = Outages.None;
}
