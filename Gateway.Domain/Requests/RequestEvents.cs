using System.Text.Json.Serialization;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

// Events of a Request stream: what was said and received. Stored shapes are contracts: golden files in Gateway.Tests
// guard them. Ids, codes, times and references to vault items only; actor, cause and correlation are metadata.

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

/// <summary>
/// The requesting authority submitted a signed request, or a draft of one. Starts its stream. UNTOC 18(14), (15).
/// </summary>
/// <param name="IssuedAt">As signed.</param>
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
    DateTimeOffset SubmittedAt,
    bool IsDraft = false,
    DateTimeOffset IssuedAt = default,
    IReadOnlyList<Relation>? Relations = null
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => SubmittedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Message.Items;
}

/// <summary>
/// A counterpart's signed request, or a draft of one, arrived. Starts the mirrored stream of the requested authority.
/// </summary>
/// <param name="Leg">The leg it came over.</param>
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
    DateTimeOffset ReceivedAt,
    bool IsDraft = false,
    DateTimeOffset IssuedAt = default,
    IReadOnlyList<Relation>? Relations = null,
    int Leg = 1,
    LegKind LegKind = LegKind.Formal
) : IDomainEvent, IAboutMessage, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ReceivedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Message.Items;
}

/// <summary>
/// A request made outside the gateway, orally or on paper, was registered afterwards, with who, when and how. Starts a
/// stream; the written request that confirms it is linked. UNTOC 18(14).
/// </summary>
/// <param name="Record">Who spoke to whom, and what was said.</param>
/// <param name="TookPlaceAt">When the request was made.</param>
public sealed record RequestRegistered(
    Guid RequestId,
    ExchangeRole Role,
    string Counterpart,
    string Type,
    IReadOnlyList<string> LegalBases,
    Urgency Urgency,
    OutsideMeans Means,
    VaultItem Record,
    DateTimeOffset TookPlaceAt,
    DateTimeOffset RegisteredAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RegisteredAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Record];
}

/// <summary>A further message of the exchange was submitted by the served authority.</summary>
public sealed record MessageSubmitted(
    Guid RequestId,
    Guid MessageId,
    MessageKind Kind,
    Guid? Answers,
    StoredMessage Message,
    DateTimeOffset SubmittedAt,
    DateTimeOffset IssuedAt = default,
    Particulars? Says = null,
    IReadOnlyList<Relation>? Relations = null
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => SubmittedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Message.Items;
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
    DateTimeOffset ReceivedAt,
    DateTimeOffset IssuedAt = default,
    Particulars? Says = null,
    IReadOnlyList<Relation>? Relations = null,
    int Leg = 1,
    LegKind LegKind = LegKind.Formal
) : IDomainEvent, IAboutMessage, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ReceivedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Message.Items;
}

/// <summary>
/// A message received before arrived again over another leg: the formal leg after an advance copy, or the reverse.
/// </summary>
public sealed record FurtherLegReceived(
    Guid RequestId,
    Guid MessageId,
    int Leg,
    LegKind LegKind,
    string Channel,
    DateTimeOffset ReceivedAt
) : IDomainEvent, IAboutMessage, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ReceivedAt;
}

/// <summary>The message's signature was verified against a key the directory holds for its issuing authority.</summary>
/// <param name="KeyId">Opaque id of that key.</param>
/// <param name="Report">The whole validation report.</param>
public sealed record SignatureVerified(
    Guid RequestId,
    Guid MessageId,
    string KeyId,
    string Level,
    VaultItem Report,
    DateTimeOffset VerifiedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => VerifiedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Report];
}

/// <summary>The legal bases, in the versions that govern this request from now on.</summary>
public sealed record LegalBasesApplied(
    Guid RequestId,
    IReadOnlyList<AppliedBasis> Bases,
    SameChannelPolicy ChannelPolicy,
    DateTimeOffset AppliedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => AppliedAt;
}

/// <summary>
/// The request has the content that its legal bases require; recommended content may be missing. UNTOC 18(15).
/// </summary>
/// <param name="Gaps">Names of recommended content elements it does not have.</param>
public sealed record ContentCompletenessAssessed(
    Guid RequestId,
    Guid MessageId,
    IReadOnlyList<string> Gaps,
    DateTimeOffset AssessedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => AssessedAt;
}

/// <summary>The gateway accepted the submission and issued this receipt. ERDS A.1 SubmissionAcceptance.</summary>
public sealed record SubmissionAccepted(Guid RequestId, Guid MessageId, VaultItem Receipt, DateTimeOffset AcceptedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => AcceptedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Receipt];
}

/// <summary>The channel a message leaves over, and the transmission that carries it.</summary>
/// <param name="Leg">1, 2, 3 ... of this message.</param>
public sealed record ChannelSelected(
    Guid RequestId,
    Guid MessageId,
    Guid TransmissionId,
    int Leg,
    string Channel,
    ChannelChoice By,
    DateTimeOffset SelectedAt,
    LegKind LegKind = LegKind.Formal
) : IDomainEvent, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IDomainEvent.At => SelectedAt;
}

/// <summary>A message was handed to its channel; for the request itself this is its dispatch.</summary>
public sealed record MessageDispatched(
    Guid RequestId,
    Guid MessageId,
    Guid TransmissionId,
    string Channel,
    DateTimeOffset DispatchedAt
) : IDomainEvent, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IDomainEvent.At => DispatchedAt;
}

/// <summary>A message was not handed over, or the outcome is unknown. Its transmission waits for a person.</summary>
public sealed record MessageUndeliverable(
    Guid RequestId,
    Guid MessageId,
    Guid TransmissionId,
    DeliveryOutcome Outcome,
    DateTimeOffset FailedAt
) : IDomainEvent, IAboutMessage, IAboutTransmission
{
    DateTimeOffset IDomainEvent.At => FailedAt;
}

/// <summary>
/// A receipt shows that the formal leg of the request reached the counterpart's system. An advance copy, read or not, does
/// not show this. ERDS D.1 ContentConsignment.
/// </summary>
public sealed record RequestReceivedByCounterpart(
    Guid RequestId,
    Guid MessageId,
    Guid TransmissionId,
    string Channel,
    DateTimeOffset ReceivedAt
) : IDomainEvent, IAboutMessage, IAboutTransmission, IOverChannel
{
    DateTimeOffset IDomainEvent.At => ReceivedAt;
}

/// <summary>An officer took an arrived message over from the inbox.</summary>
public sealed record MessageTakenOver(Guid RequestId, Guid MessageId, DateTimeOffset TakenOverAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => TakenOverAt;
}

/// <summary>The means of an act outside the gateway.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutsideMeans>))]
public enum OutsideMeans
{
    [JsonStringEnumMemberName("oral")]
    Oral,

    [JsonStringEnumMemberName("paper")]
    Paper,

    [JsonStringEnumMemberName("diplomaticBag")]
    DiplomaticBag,

    [JsonStringEnumMemberName("handDelivery")]
    HandDelivery,

    [JsonStringEnumMemberName("courier")]
    Courier,

    [JsonStringEnumMemberName("otherSystem")]
    OtherSystem,
}
