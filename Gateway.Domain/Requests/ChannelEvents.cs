using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

// Events of a Request stream about its channel: the same-channel rule and the exception from it.

/// <summary>
/// From this event on, messages that concern execution stay on this channel (Medellín Treaty, same channel back). The
/// receipt of the request sets the lock; on the sending side, the first message that comes back sets the lock.
/// </summary>
public sealed record ChannelLocked(Guid RequestId, string Channel, Guid MessageId, DateTimeOffset LockedAt)
    : IDomainEvent,
        IAboutMessage,
        IOverChannel
{
    DateTimeOffset IDomainEvent.At => LockedAt;
}

/// <summary>
/// A counterpart's message came over another channel than the locked one, without prior notice. The message is kept, and the
/// lock stays.
/// </summary>
public sealed record ChannelDeviationDetected(
    Guid RequestId,
    Guid MessageId,
    string Expected,
    string Actual,
    DateTimeOffset DetectedAt
) : IDomainEvent, IAboutMessage, IOverChannel
{
    DateTimeOffset IDomainEvent.At => DetectedAt;

    string IOverChannel.Channel => Actual;
}

/// <summary>
/// A deciding officer decided to leave the channel, on a ground and with reasons. For now, only the notice to the sender may
/// leave over the new channel.
/// </summary>
/// <param name="Outage">The outage of the locked channel that the gateway knew of and offered as a ground; null when the
/// gateway knew of no outage.</param>
public sealed record ChannelExceptionDeclared(
    Guid RequestId,
    Guid ExceptionId,
    string From,
    string To,
    ChannelGround Ground,
    VaultItem Reasons,
    Guid? Outage,
    DateTimeOffset DeclaredAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => DeclaredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Reasons];
}

/// <summary>The notice to the sender was handed to a channel. Only now is the exception complete.</summary>
public sealed record SenderInformedOfChannelChange(
    Guid RequestId,
    Guid ExceptionId,
    Guid MessageId,
    Guid TransmissionId,
    string Channel,
    DateTimeOffset InformedAt
) : IDomainEvent, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IDomainEvent.At => InformedAt;
}

/// <summary>Messages that concern execution may use the new channel.</summary>
public sealed record ChannelSwitched(Guid RequestId, Guid ExceptionId, string From, string To, DateTimeOffset SwitchedAt)
    : IDomainEvent,
        IOverChannel
{
    DateTimeOffset IDomainEvent.At => SwitchedAt;

    string IOverChannel.Channel => To;
}

/// <summary>The exception ended, so messages that concern execution are back on the locked channel.</summary>
public sealed record ChannelRestored(Guid RequestId, Guid ExceptionId, string From, string To, DateTimeOffset RestoredAt)
    : IDomainEvent,
        IOverChannel
{
    DateTimeOffset IDomainEvent.At => RestoredAt;

    string IOverChannel.Channel => To;
}

/// <summary>
/// The counterpart gave notice that it will use another channel. Messages over that channel are then expected.
/// </summary>
public sealed record ChannelChangeNoticed(
    Guid RequestId,
    Guid MessageId,
    string NewChannel,
    ChannelGround? Ground,
    DateTimeOffset NoticedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}
