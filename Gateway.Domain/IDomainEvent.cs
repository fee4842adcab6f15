using Gateway.Domain.Vault;

namespace Gateway.Domain;

/// <summary>An event of a stream. A stream is ordered by sequence, never by time.</summary>
public interface IDomainEvent
{
    /// <summary>The time it is recorded for.</summary>
    DateTimeOffset At { get; }

    /// <summary>The vault items it cites. An item that no event cites is removed from the vault.</summary>
    IEnumerable<VaultItem> Cites => [];
}

/// <summary>An event about one message, as a history shows it.</summary>
public interface IAboutMessage
{
    Guid MessageId { get; }
}

/// <summary>An event of one transmission, or about one.</summary>
public interface IAboutTransmission
{
    Guid TransmissionId { get; }
}

/// <summary>An event that took place over a channel.</summary>
public interface IOverChannel
{
    string Channel { get; }
}
