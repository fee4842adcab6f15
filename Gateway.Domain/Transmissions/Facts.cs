using Gateway.Domain.Audit;
using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Transmissions;

// Every fact of a Transmission stream: one message over one leg. Stored shapes are contracts.

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
    DateTimeOffset QueuedAt) : IFact, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IFact.At => QueuedAt;

    IEnumerable<VaultItem> IFact.Cites => Message.Items;
}

/// <summary>An attempt began; recorded before anything leaves.</summary>
/// <param name="Attempt">1, 2, 3 ...</param>
/// <param name="AnswerDueAt">When the channel must have answered; an attempt without answer by then is carried again.</param>
/// <param name="EndpointRevision">
/// The recipient's endpoint in force, which alone the attempt may use; null when there was none, and in attempts recorded
/// before the directory gave its endpoints revisions.
/// </param>
public sealed record TransmissionAttempted(
    Guid TransmissionId, int Attempt, DateTimeOffset AnswerDueAt, DateTimeOffset AttemptedAt, Guid? EndpointRevision = null)
    : IFact, IAboutTransmission
{
    DateTimeOffset IFact.At => AttemptedAt;
}

/// <summary>An attempt failed and another is due.</summary>
/// <param name="Detail">A code of the channel.</param>
public sealed record TransmissionAttemptFailed(
    Guid TransmissionId, int Attempt, string Detail, DateTimeOffset NextAttemptAt, DateTimeOffset FailedAt) : IFact, IAboutTransmission
{
    DateTimeOffset IFact.At => FailedAt;
}

/// <summary>The channel took the message over. For e-mail the end it can prove without receipts. ERDS F.1 RelayToNonERDS.</summary>
public sealed record TransmissionHandedToChannel(
    Guid TransmissionId, int Attempt, string Detail, DateTimeOffset HandedAt) : IFact, IAboutTransmission
{
    DateTimeOffset IFact.At => HandedAt;
}

/// <summary>No further attempt will be made unless a person orders one. ERDS B.3 RelayFailure.</summary>
/// <param name="Outcome">Permanent, or retryable when the schedule ran out.</param>
public sealed record TransmissionFailed(
    Guid TransmissionId, int Attempt, DeliveryOutcome Outcome, string Detail, DateTimeOffset FailedAt) : IFact, IAboutTransmission
{
    DateTimeOffset IFact.At => FailedAt;
}

/// <summary>The channel cannot tell whether it took the message; a late receipt or a person settles it.</summary>
public sealed record TransmissionOutcomeUnknown(
    Guid TransmissionId, int Attempt, string Detail, DateTimeOffset NoticedAt) : IFact, IAboutTransmission
{
    DateTimeOffset IFact.At => NoticedAt;
}

/// <summary>A person ordered another attempt, with the same bytes under the same id, and said why.</summary>
public sealed record TransmissionResendOrdered(
    Guid TransmissionId, int AfterAttempt, VaultItem Reasons, DateTimeOffset OrderedAt) : IFact, IAboutTransmission
{
    DateTimeOffset IFact.At => OrderedAt;

    IEnumerable<VaultItem> IFact.Cites => [Reasons];
}
