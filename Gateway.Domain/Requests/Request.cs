using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// A request for legal assistance (the case) as one authority sees it. The request is folded from its stream and holds the
/// data that decisions read and callers poll.
/// </summary>
/// <param name="MessageId">The id of the message that opened the request; empty while a request made outside is not
/// confirmed in writing.</param>
public sealed record Request(
    Guid Id,
    Guid ExchangeId,
    Guid MessageId,
    ExchangeRole Role,
    string Counterpart,
    string Type,
    DateTimeOffset OpenedAt
)
{
    /// <summary>Caches the standing of each list of messages in memory, so that the list is folded only once.</summary>
    private static readonly ConditionalWeakTable<ImmutableList<KnownMessage>, Standing> Standings = [];

    /// <summary>Computed on demand, so that folding a long exchange costs no more than its events.</summary>
    public RequestState State => StateNow();

    public IReadOnlyList<string> LegalBases { get; init; } = [];

    public Urgency Urgency { get; init; }

    public Confidentiality Confidentiality { get; init; }

    /// <summary>The state by transmission (accepted, dispatched and so on), until a message changes the state.</summary>
    public RequestState Beginning { get; init; }

    /// <summary>The channel last used.</summary>
    public string? Channel { get; init; }

    public SameChannelPolicy ChannelPolicy { get; init; } = SameChannelPolicy.SamePlatform;

    /// <summary>The channel to which messages that concern execution are bound; null while the choice is free.</summary>
    public string? Lock { get; init; }

    public ChannelException? Exception { get; init; }

    /// <summary>The other channel that the counterpart informed us of.</summary>
    public string? NoticedChannel { get; init; }

    public ImmutableList<KnownMessage> Messages { get; init; } = [];

    public ImmutableList<Leg> Legs { get; init; } = [];

    public ImmutableList<ReceivedLeg> ReceivedLegs { get; init; } = [];

    public ImmutableList<Deadline> Deadlines { get; init; } = [];

    public ImmutableList<Link> Links { get; init; } = [];

    /// <summary>Messages that a leg did not deliver, or whose delivery is unknown, and that have not left since.</summary>
    public ImmutableList<Undelivered> Undelivered { get; init; } = [];

    public DateTimeOffset? DispatchedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public bool IsLapsed { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public static Request Create(RequestSubmitted fact) =>
        new Request(
            fact.RequestId,
            fact.ExchangeId,
            fact.MessageId,
            ExchangeRole.Requesting,
            fact.Counterpart,
            fact.Type,
            fact.SubmittedAt
        )
        {
            LegalBases = fact.LegalBases,
            Urgency = fact.Urgency,
            Confidentiality = fact.Confidentiality,
            Beginning = fact.IsDraft ? RequestState.Draft : RequestState.Submitted,
            Messages = [new(fact.MessageId, Opening(fact.IsDraft), ExchangeRole.Requesting, null, fact.IssuedAt, null)],
        }.Settled(fact.SubmittedAt);

    public static Request Create(RequestReceived fact) =>
        new Request(
            fact.RequestId,
            fact.ExchangeId,
            fact.MessageId,
            ExchangeRole.Requested,
            fact.Counterpart,
            fact.Type,
            fact.ReceivedAt
        )
        {
            LegalBases = fact.LegalBases,
            Urgency = fact.Urgency,
            Confidentiality = fact.Confidentiality,
            Beginning = fact.IsDraft ? RequestState.Draft : RequestState.Received,
            Channel = fact.Channel,
            Messages = [new(fact.MessageId, Opening(fact.IsDraft), ExchangeRole.Requesting, null, fact.IssuedAt, null)],
            ReceivedLegs = [new(fact.MessageId, fact.Leg, fact.LegKind, fact.Channel)],
        }.Settled(fact.ReceivedAt);

    public static Request Create(RequestRegistered fact) =>
        new Request(fact.RequestId, Guid.Empty, Guid.Empty, fact.Role, fact.Counterpart, fact.Type, fact.RegisteredAt)
        {
            LegalBases = fact.LegalBases,
            Urgency = fact.Urgency,
            Beginning = RequestState.Registered,
        }.Settled(fact.RegisteredAt);

    public Request Apply(MessageSubmitted fact) =>
        (
            this with
            {
                Messages = Messages.Add(new(fact.MessageId, fact.Kind, Role, fact.Answers, fact.IssuedAt, fact.Says)),
            }
        ).Settled(fact.SubmittedAt);

    public Request Apply(MessageReceived fact) =>
        (
            this with
            {
                Messages = Messages.Add(
                    new(fact.MessageId, fact.Kind, Role.Other(), fact.Answers, fact.IssuedAt, fact.Says)
                ),
                ReceivedLegs = ReceivedLegs.Add(new(fact.MessageId, fact.Leg, fact.LegKind, fact.Channel)),
            }
        ).Settled(fact.ReceivedAt);

    public Request Apply(FurtherLegReceived fact) =>
        (this with { ReceivedLegs = ReceivedLegs.Add(new(fact.MessageId, fact.Leg, fact.LegKind, fact.Channel)) }).Settled(
            fact.ReceivedAt
        );

    public Request Apply(LegalBasesApplied fact) =>
        (this with { ChannelPolicy = fact.ChannelPolicy }).Settled(fact.AppliedAt);

    public Request Apply(SubmissionAccepted fact) =>
        (this with { Beginning = Beginning == RequestState.Submitted ? RequestState.Accepted : Beginning }).Settled(
            fact.AcceptedAt
        );

    public Request Apply(ChannelSelected fact) =>
        (
            this with
            {
                Channel = fact.Channel,
                Legs = Legs.Add(new(fact.MessageId, fact.Leg, fact.LegKind, fact.TransmissionId, fact.Channel)),
            }
        ).Settled(fact.SelectedAt);

    public Request Apply(MessageDispatched fact) =>
        (
            this with
            {
                Beginning =
                    IsFormal(fact.MessageId, fact.TransmissionId) && Beginning == RequestState.Accepted
                        ? RequestState.Dispatched
                        : Beginning,
                DispatchedAt = IsFormal(fact.MessageId, fact.TransmissionId)
                    ? DispatchedAt ?? fact.DispatchedAt
                    : DispatchedAt,
                Undelivered = Undelivered.RemoveAll(one =>
                    one.TransmissionId == fact.TransmissionId
                    || (one.MessageId == fact.MessageId && !IsAdvanceCopy(fact.TransmissionId))
                ),
            }
        ).Settled(fact.DispatchedAt);

    public Request Apply(MessageUndeliverable fact) =>
        (
            this with
            {
                Undelivered = Undelivered
                    .RemoveAll(one => one.TransmissionId == fact.TransmissionId)
                    .Add(new(fact.MessageId, fact.TransmissionId, fact.Outcome, fact.FailedAt)),
            }
        ).Settled(fact.FailedAt);

    public Request Apply(RequestReceivedByCounterpart fact) =>
        (
            this with
            {
                Beginning = Beginning is RequestState.Accepted or RequestState.Dispatched
                    ? RequestState.Received
                    : Beginning,
                Undelivered = Undelivered.RemoveAll(one => one.TransmissionId == fact.TransmissionId),
            }
        ).Settled(fact.ReceivedAt);

    public Request Apply(ChannelLocked fact) => (this with { Lock = fact.Channel }).Settled(fact.LockedAt);

    public Request Apply(ChannelExceptionDeclared fact) =>
        (
            this with
            {
                Exception = new(
                    fact.ExceptionId,
                    fact.From,
                    fact.To,
                    fact.Ground,
                    fact.Outage,
                    ChannelExceptionState.Declared
                ),
            }
        ).Settled(fact.DeclaredAt);

    public Request Apply(ChannelSwitched fact) =>
        (this with { Exception = Exception! with { State = ChannelExceptionState.Switched } }).Settled(fact.SwitchedAt);

    public Request Apply(ChannelRestored fact) =>
        (this with { Exception = Exception! with { State = ChannelExceptionState.Restored } }).Settled(fact.RestoredAt);

    public Request Apply(ChannelChangeNoticed fact) =>
        (this with { NoticedChannel = fact.NewChannel }).Settled(fact.NoticedAt);

    public Request Apply(ObligationOpened fact) => With(fact, fact.OpenedAt);

    public Request Apply(ObligationMet fact) => With(fact, fact.MetAt);

    public Request Apply(ObligationCancelled fact) => With(fact, fact.CancelledAt);

    public Request Apply(ObligationOverdue fact) => With(fact, fact.NoticedAt);

    public Request Apply(DeadlineWarned fact) => With(fact, fact.WarnedAt);

    public Request Apply(ClockStarted fact) => With(fact, fact.StartedAt);

    public Request Apply(ClockExtended fact) =>
        (With(fact, fact.ExtendedAt) with { IsLapsed = false }).Settled(fact.ExtendedAt);

    public Request Apply(ClockStopped fact) => With(fact, fact.StoppedAt);

    public Request Apply(ClockExpired fact) => With(fact, fact.NoticedAt);

    public Request Apply(RequestLapsed fact) => (this with { IsLapsed = true }).Settled(fact.LapsedAt);

    public Request Apply(RequestClosed fact) => (this with { ClosedAt = fact.ClosedAt }).Settled(fact.ClosedAt);

    public Request Apply(RequestReopened fact) => (this with { ClosedAt = null }).Settled(fact.ReopenedAt);

    public Request Apply(RequestLinked fact) =>
        (this with { Links = Links.Add(new(fact.OtherRequestId, fact.Kind)) }).Settled(fact.LinkedAt);

    /// <summary>Null for a request made outside and not confirmed yet, since such a request has no message.</summary>
    [JsonIgnore]
    public Standing? Standing => Messages.Count == 0 ? null : Standings.GetValue(Messages, Standing.Of);

    [JsonIgnore]
    public bool IsDraft => Beginning == RequestState.Draft;

    /// <summary>Information between police authorities is not evidence, and never becomes evidence.</summary>
    [JsonIgnore]
    public bool IsIntelligenceOnly => Type is "informationExchange" or "spontaneousInformation";

    /// <summary>No further step is expected, unless a decision is reconsidered or the case is reopened.</summary>
    [JsonIgnore]
    public bool IsOver => ClosedAt is not null || IsLapsed || Standing is { IsFinal: true };

    /// <summary>The time when the sweep has something to record; null when nothing will become due.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDueAt => Deadlines.Min(deadline => deadline.NextAt);

    public bool Knows(Guid messageId) => Messages.Exists(message => message.MessageId == messageId);

    /// <summary>
    /// The last message the served authority issued itself; the next one must be issued later. A message that states a
    /// future time does not count, since every message until then would be rejected.
    /// </summary>
    public KnownMessage? LastOwn(DateTimeOffset now) =>
        Messages
            .Where(message => message.By == Role && MessageTimes.HasCome(message.IssuedAt, now))
            .OrderBy(message => message.IssuedAt)
            .ThenBy(message => message.MessageId)
            .LastOrDefault();

    private Request With(object fact, DateTimeOffset at) => (this with { Deadlines = Deadlines.With(fact) }).Settled(at);

    private bool IsFormal(Guid messageId, Guid transmissionId) => messageId == MessageId && !IsAdvanceCopy(transmissionId);

    private bool IsAdvanceCopy(Guid transmissionId) =>
        Legs.FindLast(leg => leg.TransmissionId == transmissionId) is { Kind: LegKind.AdvanceCopy };

    private Request Settled(DateTimeOffset at) => this with { ChangedAt = at };

    private RequestState StateNow() =>
        ClosedAt is not null ? RequestState.Closed
        : Standing is not { } standing || IsDraft ? Beginning
        : standing.Outcome switch
        {
            Outcome.Executed => RequestState.Executed,
            Outcome.ImpossibleToExecute => RequestState.ImpossibleToExecute,
            Outcome.Refused => RequestState.Refused,
            Outcome.ReturnedWrongAddressee => RequestState.ReturnedWrongAddressee,
            _ => standing.IsWithdrawn ? RequestState.Withdrawn
            : IsLapsed ? RequestState.Lapsed
            : Underway(standing),
        };

    private RequestState Underway(Standing standing) =>
        standing.OpenQuestion is not null ? RequestState.ClarificationPending
        : standing.ConditionsReply == ConditionsReply.Awaited ? RequestState.ConditionsProposed
        : standing.Execution switch
        {
            Execution.Postponed => RequestState.Postponed,
            Execution.PartiallyExecuted => RequestState.PartiallyExecuted,
            Execution.InExecution => RequestState.InExecution,
            Execution.ForwardedToCompetent => RequestState.ForwardedToCompetent,
            Execution.UnderAssessment => RequestState.UnderAssessment,
            _ => standing.ConditionsReply == ConditionsReply.Accepted ? RequestState.ConditionsAccepted
            : standing.ConditionsReply == ConditionsReply.Declined ? RequestState.ConditionsDeclined
            : standing.Rounds > 0 ? RequestState.UnderAssessment
            : standing.IsAcknowledged ? RequestState.Acknowledged
            : Beginning,
        };

    private static MessageKind Opening(bool isDraft) => isDraft ? MessageKind.Draft : MessageKind.Request;
}

/// <summary>A message that a leg did not deliver.</summary>
/// <param name="Outcome">Failed, or unknown.</param>
public sealed record Undelivered(Guid MessageId, Guid TransmissionId, DeliveryOutcome Outcome, DateTimeOffset At);

/// <summary>The leg over which a message was sent.</summary>
public sealed record Leg(Guid MessageId, int Number, LegKind Kind, Guid TransmissionId, string Channel);

/// <summary>The leg over which a message was received.</summary>
public sealed record ReceivedLeg(Guid MessageId, int Number, LegKind Kind, string Channel);

/// <summary>Another request of the served authority, and its relation to this one.</summary>
public sealed record Link(Guid RequestId, LinkKind Kind);
