using System.Text.Json.Serialization;
using Gateway.Domain.Audit;

namespace Gateway.Domain.Requests;

// Every fact of a Request stream. Stored shapes are contracts: golden files in Gateway.Tests guard them.
// Ids, codes, times and references to vault items only; actor, cause and correlation are metadata.

/// <summary>A message as events cite it: the signed document and its attachments, in the vault.</summary>
/// <param name="Attachments">In the order of the signed document.</param>
public sealed record StoredMessage(VaultItem Document, IReadOnlyList<VaultItem> Attachments)
{
    [JsonIgnore]
    public IEnumerable<VaultItem> Items => Attachments.Prepend(Document);

    public bool Equals(StoredMessage? other) =>
        other is not null && Document == other.Document && Attachments.SequenceEqual(other.Attachments);

    public override int GetHashCode() => HashCode.Combine(Document, Attachments.Count);
}

/// <summary>The requesting authority submitted a signed request. Starts its stream. UNTOC 18(14), (15).</summary>
public sealed record RequestSubmitted(
    Guid RequestId,
    Guid ExchangeId,
    Guid MessageId,
    string Counterpart,
    string Type,
    IReadOnlyList<string> LegalBases,
    Urgency Urgency,
    Confidentiality Confidentiality,
    string Language,
    StoredMessage Message,
    DateTimeOffset SubmittedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => SubmittedAt;

    IEnumerable<VaultItem> IFact.Cites => Message.Items;
}

/// <summary>A counterpart's signed request arrived. Starts the mirrored stream of the requested authority.</summary>
public sealed record RequestReceived(
    Guid RequestId,
    Guid ExchangeId,
    Guid MessageId,
    string Counterpart,
    string Type,
    IReadOnlyList<string> LegalBases,
    Urgency Urgency,
    Confidentiality Confidentiality,
    string Language,
    string Channel,
    StoredMessage Message,
    DateTimeOffset ReceivedAt) : IFact, IAboutMessage, IOverChannel
{
    DateTimeOffset IFact.At => ReceivedAt;

    IEnumerable<VaultItem> IFact.Cites => Message.Items;
}

/// <summary>A further message of the exchange was submitted by the served authority.</summary>
public sealed record MessageSubmitted(
    Guid RequestId,
    Guid MessageId,
    MessageKind Kind,
    Guid? Answers,
    StoredMessage Message,
    DateTimeOffset SubmittedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => SubmittedAt;

    IEnumerable<VaultItem> IFact.Cites => Message.Items;
}

/// <summary>A further message of the exchange arrived from the counterpart.</summary>
public sealed record MessageReceived(
    Guid RequestId,
    Guid MessageId,
    MessageKind Kind,
    Guid? Answers,
    string From,
    string Channel,
    StoredMessage Message,
    DateTimeOffset ReceivedAt) : IFact, IAboutMessage, IOverChannel
{
    DateTimeOffset IFact.At => ReceivedAt;

    IEnumerable<VaultItem> IFact.Cites => Message.Items;
}

/// <summary>The message's signature was verified against a key the directory holds for its issuing authority.</summary>
/// <param name="KeyId">Opaque id of that key.</param>
/// <param name="Report">The whole validation report.</param>
public sealed record SignatureVerified(
    Guid RequestId, Guid MessageId, string KeyId, string Level, VaultItem Report, DateTimeOffset VerifiedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => VerifiedAt;

    IEnumerable<VaultItem> IFact.Cites => [Report];
}

/// <summary>The gateway took the submission over and gave this receipt. ERDS A.1 SubmissionAcceptance.</summary>
public sealed record SubmissionAccepted(
    Guid RequestId, Guid MessageId, VaultItem Receipt, DateTimeOffset AcceptedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => AcceptedAt;

    IEnumerable<VaultItem> IFact.Cites => [Receipt];
}

/// <summary>The channel a message leaves over, and the transmission that carries it.</summary>
/// <param name="Leg">1 for the formal leg.</param>
public sealed record ChannelSelected(
    Guid RequestId,
    Guid MessageId,
    Guid TransmissionId,
    int Leg,
    string Channel,
    ChannelChoice By,
    DateTimeOffset SelectedAt) : IFact, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IFact.At => SelectedAt;
}

/// <summary>
/// From here on what concerns execution stays on this channel (Medellín Treaty, same channel back): set by the receipt of
/// the request, on the sending side by the first message that comes back.
/// </summary>
public sealed record ChannelLocked(Guid RequestId, string Channel, Guid MessageId, DateTimeOffset LockedAt) : IFact, IAboutMessage, IOverChannel
{
    DateTimeOffset IFact.At => LockedAt;
}

/// <summary>A counterpart's message came over another channel than the locked one; it is kept, and the lock stays.</summary>
public sealed record ChannelDeviationDetected(
    Guid RequestId, Guid MessageId, string Expected, string Actual, DateTimeOffset DetectedAt) : IFact, IAboutMessage, IOverChannel
{
    DateTimeOffset IFact.At => DetectedAt;

    string IOverChannel.Channel => Actual;
}

/// <summary>A message was handed to its channel; for the request itself this is its dispatch.</summary>
public sealed record MessageDispatched(
    Guid RequestId, Guid MessageId, Guid TransmissionId, string Channel, DateTimeOffset DispatchedAt) : IFact, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IFact.At => DispatchedAt;
}

/// <summary>A message could not be handed over, or nobody can tell: its transmission waits for a person.</summary>
public sealed record MessageUndeliverable(
    Guid RequestId, Guid MessageId, Guid TransmissionId, Channels.DeliveryOutcome Outcome, DateTimeOffset FailedAt) : IFact, IAboutMessage, IAboutTransmission
{
    DateTimeOffset IFact.At => FailedAt;
}

/// <summary>The requested authority acknowledged the request by a signed message of its own.</summary>
public sealed record RequestAcknowledged(Guid RequestId, Guid MessageId, DateTimeOffset AcknowledgedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => AcknowledgedAt;
}

/// <summary>The requested authority needs additional information. UNTOC 18(16).</summary>
/// <param name="Round">1, 2, 3 ... within the request.</param>
public sealed record ClarificationRequested(Guid RequestId, Guid MessageId, int Round, DateTimeOffset RequestedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => RequestedAt;
}

/// <summary>The requesting authority answered a request for clarification.</summary>
public sealed record ClarificationProvided(Guid RequestId, Guid MessageId, int Round, DateTimeOffset ProvidedAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => ProvidedAt;
}

/// <summary>An officer took an arrived message over from the inbox.</summary>
public sealed record MessageTakenOver(Guid RequestId, Guid MessageId, DateTimeOffset TakenOverAt) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => TakenOverAt;
}
