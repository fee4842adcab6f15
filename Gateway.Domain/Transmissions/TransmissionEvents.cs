using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Transmissions;

// All events of a Transmission stream: one message over one leg. Stored shapes are contracts.

/// <summary>A message waits to leave. Starts the stream.</summary>
/// <param name="From">Code of the issuing authority.</param>
/// <param name="Submission">W3C trace context of the submission, which every attempt links to; null when untraced.</param>
public sealed record TransmissionQueued(
    Guid TransmissionId,
    Guid RequestId,
    Guid ExchangeId,
    Guid MessageId,
    MessageKind Kind,
    int Leg,
    string From,
    string To,
    string Channel,
    StoredMessage Message,
    string? Submission,
    DateTimeOffset QueuedAt,
    LegKind LegKind = LegKind.Formal
) : IDomainEvent, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IDomainEvent.At => QueuedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Message.Items;
}

/// <summary>An attempt began; recorded before anything leaves.</summary>
/// <param name="Attempt">1, 2, 3 ...</param>
/// <param name="AnswerDueAt">When the channel must have answered; an attempt without answer by then is carried
/// again.</param>
/// <param name="EndpointRevision">
/// The recipient's endpoint in force, which alone the attempt may use; null when there
/// was none, and in attempts recorded before the directory gave its endpoints revisions.
/// </param>
public sealed record TransmissionAttempted(
    Guid TransmissionId,
    int Attempt,
    DateTimeOffset AnswerDueAt,
    DateTimeOffset AttemptedAt,
    Guid? EndpointRevision = null
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => AttemptedAt;
}

/// <summary>An attempt failed and another is due.</summary>
/// <param name="Detail">A code of the channel.</param>
public sealed record TransmissionAttemptFailed(
    Guid TransmissionId,
    int Attempt,
    string Detail,
    DateTimeOffset NextAttemptAt,
    DateTimeOffset FailedAt
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => FailedAt;
}

/// <summary>
/// The channel took the message over. E-mail without receipts can prove nothing beyond this. ERDS F.1 RelayToNonERDS.
/// </summary>
public sealed record TransmissionHandedToChannel(Guid TransmissionId, int Attempt, string Detail, DateTimeOffset HandedAt)
    : IDomainEvent,
        IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => HandedAt;
}

/// <summary>No further attempt will be made unless a person orders one. ERDS B.3 RelayFailure.</summary>
/// <param name="Outcome">Permanent, or retryable when the schedule ran out.</param>
public sealed record TransmissionFailed(
    Guid TransmissionId,
    int Attempt,
    DeliveryOutcome Outcome,
    string Detail,
    DateTimeOffset FailedAt
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => FailedAt;
}

/// <summary>The channel cannot tell whether it took the message; a late receipt or a person settles it.</summary>
public sealed record TransmissionOutcomeUnknown(Guid TransmissionId, int Attempt, string Detail, DateTimeOffset NoticedAt)
    : IDomainEvent,
        IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}

/// <summary>A person ordered another attempt, with the same bytes under the same id, and gave reasons.</summary>
public sealed record TransmissionResendOrdered(
    Guid TransmissionId,
    int AfterAttempt,
    VaultItem Reasons,
    DateTimeOffset OrderedAt
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => OrderedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Reasons];
}

/// <summary>
/// Evidence came back over the channel. Its assurance states what it proves; a receipt never proves more than its kind.
/// </summary>
/// <param name="Assurance">0 inferred, 1 unsigned report, 2 protocol receipt, 3 authenticated platform receipt, 4 signed
/// evidence of the peer, 5 signed act of the authority.</param>
/// <param name="Evidence">As it came.</param>
/// <param name="StatedAt">The time the receipt itself states.</param>
public sealed record ReceiptReceived(
    Guid TransmissionId,
    ReceiptKind Kind,
    int Assurance,
    VaultItem Evidence,
    DateTimeOffset StatedAt,
    DateTimeOffset ReceivedAt
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => ReceivedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Evidence];
}

/// <summary>
/// The counterpart's system has the message. This does not show that a person has read it. ERDS D.1 ContentConsignment.
/// </summary>
public sealed record TransmissionDelivered(Guid TransmissionId, DateTimeOffset DeliveredAt)
    : IDomainEvent,
        IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => DeliveredAt;
}

/// <summary>The message cannot be delivered, by a report that came back. ERDS D.2 ContentConsignmentFailure.</summary>
public sealed record TransmissionDeliveryFailed(Guid TransmissionId, DateTimeOffset FailedAt)
    : IDomainEvent,
        IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => FailedAt;
}

/// <summary>
/// A person or system on the other side took the message over. This is no acknowledgement by the authority. ERDS E.1
/// ContentHandover.
/// </summary>
public sealed record TransmissionOpened(Guid TransmissionId, DateTimeOffset OpenedAt) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => OpenedAt;
}

/// <summary>A receipt that does not change the outcome: it repeats one, or a stronger one was recorded before.</summary>
public sealed record ReceiptSuperseded(Guid TransmissionId, ReceiptKind Kind, DateTimeOffset NoticedAt)
    : IDomainEvent,
        IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}

/// <summary>A person settled an unknown outcome, and stated how it is known.</summary>
public sealed record OutcomeSettledByHand(Guid TransmissionId, bool IsDelivered, VaultItem Reasons, DateTimeOffset SettledAt)
    : IDomainEvent,
        IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => SettledAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Reasons];
}

/// <summary>
/// A message is to travel outside the gateway, by diplomatic bag or by hand: the gateway keeps the record. Starts the
/// stream.
/// </summary>
public sealed record ManualTransmissionPrepared(
    Guid TransmissionId,
    Guid RequestId,
    Guid ExchangeId,
    Guid MessageId,
    MessageKind Kind,
    int Leg,
    LegKind LegKind,
    string From,
    string To,
    StoredMessage Message,
    DateTimeOffset PreparedAt
) : IDomainEvent, IAboutMessage, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => PreparedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Message.Items;
}

/// <summary>The message was sent. The record states the means, the sender and the reference.</summary>
public sealed record ManualTransmissionSent(
    Guid TransmissionId,
    OutsideMeans Means,
    VaultItem Record,
    DateTimeOffset SentAt,
    DateTimeOffset RecordedAt
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => RecordedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Record];
}

/// <summary>Its receipt on the other side was recorded by hand.</summary>
public sealed record ManualReceiptRecorded(
    Guid TransmissionId,
    VaultItem Record,
    DateTimeOffset ReceivedAt,
    DateTimeOffset RecordedAt
) : IDomainEvent, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => RecordedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Record];
}
