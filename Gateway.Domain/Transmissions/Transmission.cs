using System.Text.Json.Serialization;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Transmissions;

/// <summary>
/// One message over one leg, folded from its stream. Exactly one outcome is current. An attempt may be carried more than
/// once, always with the same bytes under the same key.
/// </summary>
/// <param name="Attempt">The last attempt begun; 0 before the first.</param>
/// <param name="RetriesSpent">Attempts since the transmission was queued or a resend was ordered, which the retry schedule
/// counts.</param>
/// <param name="DueAt">The latest time of the next step; null when no step is due.</param>
/// <param name="EndpointRevision">The revision of the recipient's endpoint that the last attempt is to use.</param>
public sealed record Transmission(
    Guid Id,
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
    TransmissionState State,
    int Attempt,
    int RetriesSpent,
    DateTimeOffset? DueAt,
    DateTimeOffset QueuedAt,
    DateTimeOffset ChangedAt,
    LegKind LegKind = LegKind.Formal,
    Guid? EndpointRevision = null
)
{
    /// <summary>The channel of transmissions that are carried outside the gateway.</summary>
    public const string Manual = "manual";

    public static Transmission Create(TransmissionQueued fact) =>
        new(
            fact.TransmissionId,
            fact.RequestId,
            fact.ExchangeId,
            fact.MessageId,
            fact.Kind,
            fact.Leg,
            fact.From,
            fact.To,
            fact.Channel,
            fact.Message,
            fact.Submission,
            TransmissionState.Queued,
            Attempt: 0,
            RetriesSpent: 0,
            fact.QueuedAt,
            fact.QueuedAt,
            fact.QueuedAt,
            fact.LegKind
        );

    public static Transmission Create(ManualTransmissionPrepared fact) =>
        new(
            fact.TransmissionId,
            fact.RequestId,
            fact.ExchangeId,
            fact.MessageId,
            fact.Kind,
            fact.Leg,
            fact.From,
            fact.To,
            Manual,
            fact.Message,
            null,
            TransmissionState.PreparedForManual,
            Attempt: 0,
            RetriesSpent: 0,
            DueAt: null,
            fact.PreparedAt,
            fact.PreparedAt,
            fact.LegKind
        );

    public Transmission Apply(TransmissionAttempted fact) =>
        this with
        {
            State = TransmissionState.Attempting,
            Attempt = fact.Attempt,
            RetriesSpent = RetriesSpent + 1,
            DueAt = fact.AnswerDueAt,
            EndpointRevision = fact.EndpointRevision,
            ChangedAt = fact.AttemptedAt,
        };

    public Transmission Apply(TransmissionAttemptFailed fact) =>
        this with
        {
            State = TransmissionState.AttemptFailed,
            DueAt = fact.NextAttemptAt,
            ChangedAt = fact.FailedAt,
        };

    public Transmission Apply(TransmissionHandedToChannel fact) => Ended(TransmissionState.HandedToChannel, fact.HandedAt);

    public Transmission Apply(TransmissionFailed fact) => Ended(TransmissionState.Failed, fact.FailedAt);

    public Transmission Apply(TransmissionOutcomeUnknown fact) => Ended(TransmissionState.OutcomeUnknown, fact.NoticedAt);

    public Transmission Apply(TransmissionDelivered fact) => Ended(TransmissionState.Delivered, fact.DeliveredAt);

    public Transmission Apply(TransmissionDeliveryFailed fact) => Ended(TransmissionState.DeliveryFailed, fact.FailedAt);

    public Transmission Apply(TransmissionOpened fact) => Ended(TransmissionState.Opened, fact.OpenedAt);

    public Transmission Apply(OutcomeSettledByHand fact) =>
        Ended(fact.IsDelivered ? TransmissionState.Delivered : TransmissionState.Failed, fact.SettledAt);

    public Transmission Apply(ManualTransmissionSent fact) => Ended(TransmissionState.SentManually, fact.RecordedAt);

    public Transmission Apply(ManualReceiptRecorded fact) =>
        Ended(TransmissionState.ReceiptRecordedManually, fact.RecordedAt);

    public Transmission Apply(TransmissionResendOrdered fact) =>
        this with
        {
            State = TransmissionState.Queued,
            RetriesSpent = 0,
            DueAt = fact.OrderedAt,
            ChangedAt = fact.OrderedAt,
        };

    [JsonIgnore]
    public TransmissionKey Key => new(From, MessageId, Leg);

    /// <summary>Whether the transmission waits for its first attempt, a retry or an ordered resend.</summary>
    [JsonIgnore]
    public bool AwaitsAttempt => State is TransmissionState.Queued or TransmissionState.AttemptFailed;

    /// <summary>The code of <see cref="State"/>, by which transmissions are listed.</summary>
    public string Status => Codes.Of(State);

    /// <summary>
    /// Whether neither the gateway nor a person has anything left to do. The backlog omits such a transmission.
    /// </summary>
    public bool IsSettled =>
        State
            is TransmissionState.HandedToChannel
                or TransmissionState.Delivered
                or TransmissionState.Opened
                or TransmissionState.PreparedForManual
                or TransmissionState.SentManually
                or TransmissionState.ReceiptRecordedManually;

    /// <summary>Whether a person may order a resend, which only these final states allow.</summary>
    [JsonIgnore]
    public bool MayBeResent => Reopens(State);

    public static bool Reopens(TransmissionState state) =>
        state is TransmissionState.Failed or TransmissionState.OutcomeUnknown or TransmissionState.DeliveryFailed;

    private Transmission Ended(TransmissionState state, DateTimeOffset at) =>
        this with
        {
            State = state,
            DueAt = null,
            ChangedAt = at,
        };
}

/// <summary>States of the leg lifecycle.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransmissionState>))]
public enum TransmissionState
{
    [JsonStringEnumMemberName("queued")]
    Queued,

    [JsonStringEnumMemberName("attempting")]
    Attempting,

    [JsonStringEnumMemberName("attemptFailed")]
    AttemptFailed,

    /// <summary>The channel accepted the message, which does not prove delivery.</summary>
    [JsonStringEnumMemberName("handedToChannel")]
    HandedToChannel,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("outcomeUnknown")]
    OutcomeUnknown,

    [JsonStringEnumMemberName("deliveryFailed")]
    DeliveryFailed,

    /// <summary>The counterpart's system has the message, which does not prove that it was read.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>
    /// A person or system of the counterpart took over the message, which is no acknowledgement by the authority.
    /// </summary>
    [JsonStringEnumMemberName("opened")]
    Opened,

    [JsonStringEnumMemberName("preparedForManual")]
    PreparedForManual,

    [JsonStringEnumMemberName("sentManually")]
    SentManually,

    [JsonStringEnumMemberName("receiptRecordedManually")]
    ReceiptRecordedManually,
}
