using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gateway.Domain.Requests;

/// <summary>
/// A request for legal assistance as one authority sees it: the case. Folded from its stream, it holds what decisions read
/// and what callers poll.
/// </summary>
public sealed record Request(
    Guid Id,
    Guid ExchangeId,
    Guid MessageId,
    ExchangeRole Role,
    string Counterpart,
    string Type,
    RequestState State,
    string? Channel,
    string? Lock,
    ImmutableList<KnownMessage> Messages,
    ImmutableList<Guid> Transmissions,
    int ClarificationRounds,
    Guid? OpenClarification,
    DateTimeOffset? DispatchedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt)
{
    public static Request Create(RequestSubmitted fact) => new(
        fact.RequestId, fact.ExchangeId, fact.MessageId, ExchangeRole.Requesting, fact.Counterpart, fact.Type,
        RequestState.Submitted, Channel: null, Lock: null,
        [new(fact.MessageId, MessageKind.Request, IsInbound: false)], [], 0, null, null, fact.SubmittedAt, fact.SubmittedAt);

    public static Request Create(RequestReceived fact) => new(
        fact.RequestId, fact.ExchangeId, fact.MessageId, ExchangeRole.Requested, fact.Counterpart, fact.Type,
        RequestState.Received, fact.Channel, Lock: null,
        [new(fact.MessageId, MessageKind.Request, IsInbound: true)], [], 0, null, null, fact.ReceivedAt, fact.ReceivedAt);

    public Request Apply(MessageSubmitted fact) => this with
    {
        Messages = Messages.Add(new(fact.MessageId, fact.Kind, IsInbound: false)),
        ChangedAt = fact.SubmittedAt,
    };

    public Request Apply(MessageReceived fact) => this with
    {
        Messages = Messages.Add(new(fact.MessageId, fact.Kind, IsInbound: true)),
        ChangedAt = fact.ReceivedAt,
    };

    public Request Apply(SubmissionAccepted fact) => this with
    {
        State = State == RequestState.Submitted ? RequestState.Accepted : State,
        ChangedAt = fact.AcceptedAt,
    };

    public Request Apply(ChannelSelected fact) => this with
    {
        Channel = fact.Channel,
        Transmissions = Transmissions.Add(fact.TransmissionId),
        ChangedAt = fact.SelectedAt,
    };

    public Request Apply(ChannelLocked fact) => this with { Lock = fact.Channel, ChangedAt = fact.LockedAt };

    public Request Apply(MessageDispatched fact) => this with
    {
        State = fact.MessageId == MessageId && State == RequestState.Accepted ? RequestState.Dispatched : State,
        DispatchedAt = fact.MessageId == MessageId ? DispatchedAt ?? fact.DispatchedAt : DispatchedAt,
        ChangedAt = fact.DispatchedAt,
    };

    public Request Apply(MessageUndeliverable fact) => this with { ChangedAt = fact.FailedAt };

    public Request Apply(RequestAcknowledged fact) => this with
    {
        State = State is RequestState.ClarificationPending ? State : RequestState.Acknowledged,
        ChangedAt = fact.AcknowledgedAt,
    };

    public Request Apply(ClarificationRequested fact) => this with
    {
        State = RequestState.ClarificationPending,
        ClarificationRounds = fact.Round,
        OpenClarification = fact.MessageId,
        ChangedAt = fact.RequestedAt,
    };

    public Request Apply(ClarificationProvided fact) => this with
    {
        State = RequestState.UnderAssessment,
        OpenClarification = null,
        ChangedAt = fact.ProvidedAt,
    };

    /// <summary>The state after further facts; what replaying a stream to any point does, without a database.</summary>
    public Request After(IEnumerable<object> facts) => facts.Aggregate(this, (request, fact) => fact switch
    {
        MessageSubmitted submitted => request.Apply(submitted),
        MessageReceived received => request.Apply(received),
        SubmissionAccepted accepted => request.Apply(accepted),
        ChannelSelected selected => request.Apply(selected),
        ChannelLocked locked => request.Apply(locked),
        MessageDispatched dispatched => request.Apply(dispatched),
        MessageUndeliverable undeliverable => request.Apply(undeliverable),
        RequestAcknowledged acknowledged => request.Apply(acknowledged),
        ClarificationRequested requested => request.Apply(requested),
        ClarificationProvided provided => request.Apply(provided),
        _ => request,
    });

    /// <summary>Folds a whole stream; null when it holds no opening fact yet.</summary>
    public static Request? Replay(IReadOnlyList<object> facts) => facts switch
    {
        [RequestSubmitted submitted, ..] => Create(submitted).After(facts.Skip(1)),
        [RequestReceived received, ..] => Create(received).After(facts.Skip(1)),
        _ => null,
    };

    [JsonIgnore]
    public bool IsAcknowledged => State is RequestState.Acknowledged or RequestState.UnderAssessment
        || Messages.Any(message => message.Kind == MessageKind.Acknowledgement);

    public bool Knows(Guid messageId) => Messages.Any(message => message.MessageId == messageId);
}

/// <param name="IsInbound">It came from the counterpart.</param>
public sealed record KnownMessage(Guid MessageId, MessageKind Kind, bool IsInbound);

/// <summary>Which side of the exchange the served authority is on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExchangeRole>))]
public enum ExchangeRole
{
    [JsonStringEnumMemberName("requesting")] Requesting,
    [JsonStringEnumMemberName("requested")] Requested,
}

/// <summary>States of the lifecycle that a request can be in today.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestState>))]
public enum RequestState
{
    [JsonStringEnumMemberName("submitted")] Submitted,
    [JsonStringEnumMemberName("accepted")] Accepted,
    /// <summary>Handed to the channel; delivery is not proved.</summary>
    [JsonStringEnumMemberName("dispatched")] Dispatched,
    [JsonStringEnumMemberName("received")] Received,
    [JsonStringEnumMemberName("acknowledged")] Acknowledged,
    [JsonStringEnumMemberName("clarificationPending")] ClarificationPending,
    [JsonStringEnumMemberName("underAssessment")] UnderAssessment,
}

/// <summary>Who or what chose the channel of a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelChoice>))]
public enum ChannelChoice
{
    [JsonStringEnumMemberName("caller")] Caller,
    /// <summary>The directory's first choice for the counterpart.</summary>
    [JsonStringEnumMemberName("advisor")] Advisor,
    /// <summary>The channel is locked, so there was no choice.</summary>
    [JsonStringEnumMemberName("lock")] Lock,
}
