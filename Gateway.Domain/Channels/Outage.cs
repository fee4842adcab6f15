using System.Collections.Immutable;

namespace Gateway.Domain.Channels;

/// <summary>
/// A known outage of a channel. It is offered as a ground for an exception, and decides nothing by itself.
/// </summary>
public sealed record Outage(Guid OutageId, string Channel, DateTimeOffset Since);

/// <summary>The outages known at one moment.</summary>
public sealed record Outages(ImmutableDictionary<string, Outage> ByChannel)
{
    public static readonly Outages None = new(ImmutableDictionary<string, Outage>.Empty);

    public bool Has(string channel) => ByChannel.ContainsKey(channel);

    public Outage? Of(string channel) => ByChannel.GetValueOrDefault(channel);
}

/// <summary>Provides the known outages of channels.</summary>
public interface IOutages
{
    Outages Now { get; }
}

/// <summary>A channel did not answer several times in a row. Stream of the channel.</summary>
/// <param name="Detail">A code of the channel.</param>
public sealed record OutageDetected(Guid OutageId, string Channel, string Detail, DateTimeOffset DetectedAt)
    : IDomainEvent,
        IOverChannel
{
    DateTimeOffset IDomainEvent.At => DetectedAt;
}

/// <summary>The channel answers again.</summary>
public sealed record OutageEnded(Guid OutageId, string Channel, DateTimeOffset EndedAt) : IDomainEvent, IOverChannel
{
    DateTimeOffset IDomainEvent.At => EndedAt;
}

/// <summary>What a channel's stream says of it.</summary>
public sealed record ChannelCondition(Guid Id, string Channel, Outage? Outage)
{
    public static Guid StreamOf(string channel) => StreamIds.Of("channel", channel);

    public static ChannelCondition Create(OutageDetected fact) =>
        new(StreamOf(fact.Channel), fact.Channel, new(fact.OutageId, fact.Channel, fact.DetectedAt));

    public ChannelCondition Apply(OutageDetected fact) =>
        this with
        {
            Outage = new(fact.OutageId, fact.Channel, fact.DetectedAt),
        };

    public ChannelCondition Apply(OutageEnded fact) => this with { Outage = null };
}
