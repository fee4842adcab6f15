namespace Gateway.Domain.Channels;

/// <summary>What stands neither in the message nor in the directory and still bears on the way a message takes.</summary>
/// <param name="Channels">The channels of this gateway and what each can do.</param>
public sealed record Circumstances(
    IReadOnlyDictionary<string, ChannelCapabilities> Channels, FreeMailDomains FreeMail, DateTimeOffset Now)
{
    /// <summary>What the treaties the message relies on say.</summary>
    public LegalBasisRules LegalBasis { get; init; } = LegalBasisRules.None;

    /// <summary>Outages the gateway knows of: offered as a reason for another channel, never decided by it.</summary>
    public IReadOnlyList<ChannelOutage> Outages { get; init; } = [];
}

/// <summary>What legal bases say on ways and forms, already put together for one message.</summary>
/// <param name="PreferredChannels">Named by the treaty as the formal or preferred means.</param>
/// <param name="UrgentOnlyChannels">Open to urgent requests alone. UNTOC 18(13), UNCAC 46(13).</param>
/// <param name="Languages">A request is in one of these; empty where the treaty leaves it to the authorities.</param>
/// <param name="ConfirmsUrgent">Formal confirmation follows an urgent request. Budapest Convention 25(3).</param>
public sealed record LegalBasisRules(
    IReadOnlyList<string> PreferredChannels, IReadOnlyList<string> UrgentOnlyChannels, IReadOnlyList<string> Languages, bool ConfirmsUrgent)
{
    public static readonly LegalBasisRules None = new([], [], [], ConfirmsUrgent: false);
}

/// <param name="Channel">The channel that does not work.</param>
public sealed record ChannelOutage(string Channel, DateTimeOffset Since);
