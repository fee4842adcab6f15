using Gateway.Domain.Vault;

namespace Gateway.Domain;

/// <summary>A recorded fact: an event of a stream. A stream is ordered by sequence, never by time.</summary>
public interface IFact
{
    /// <summary>The time it is recorded for.</summary>
    DateTimeOffset At { get; }

    /// <summary>The vault items it cites. An item that no event cites is removed from the vault.</summary>
    IEnumerable<VaultItem> Cites => [];
}

/// <summary>A fact about one message, as a history shows it.</summary>
public interface IAboutMessage
{
    Guid MessageId { get; }
}

/// <summary>A fact of one transmission, or about one.</summary>
public interface IAboutTransmission
{
    Guid TransmissionId { get; }
}

/// <summary>A fact that took place over a channel.</summary>
public interface IOverChannel
{
    string Channel { get; }
}
