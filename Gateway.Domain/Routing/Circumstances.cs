using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;

namespace Gateway.Domain.Routing;

/// <summary>What stands neither in the message nor in the directory and still bears on the way a message takes.</summary>
/// <param name="Channels">The channels of this gateway and what each can do.</param>
public sealed record Circumstances(
    IReadOnlyDictionary<string, ChannelCapabilities> Channels,
    FreeMailDomains FreeMail,
    DateTimeOffset Now
)
{
    /// <summary>What the treaties the message relies on ask together.</summary>
    public Terms Terms { get; init; } = Terms.None;

    /// <summary>Why the treaties relied on are not all known here; null when they are.</summary>
    public Problem? UnknownBasis { get; init; }

    /// <summary>Outages the gateway knows of: offered as a reason for another channel, never decided by it.</summary>
    public Outages Outages { get; init; } = Outages.None;
}
