using System.Text.Json.Serialization;

namespace Gateway.Domain.Requests;

// Events of a Request stream about obligations and time limits. A sweep over these events finds what is due.

/// <summary>An obligation was opened: of the served authority, or towards it.</summary>
/// <param name="Deadline">1, 2, 3 ... within the request.</param>
/// <param name="MessageId">The message that caused it.</param>
/// <param name="Basis">Code of the legal basis, where one asks for it.</param>
/// <param name="DueAt">Null when it is owed without a date.</param>
public sealed record ObligationOpened(
    Guid RequestId,
    int Deadline,
    DeadlineKind Kind,
    Guid? MessageId,
    string? Basis,
    DateTimeOffset? WarnAt,
    DateTimeOffset? DueAt,
    DateTimeOffset OpenedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => OpenedAt;
}

/// <summary>An obligation was met.</summary>
/// <param name="MessageId">The message that met it, if a message did.</param>
public sealed record ObligationMet(Guid RequestId, int Deadline, Guid? MessageId, DateTimeOffset MetAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => MetAt;
}

/// <summary>An obligation was cancelled, because the request ended or took another course.</summary>
public sealed record ObligationCancelled(Guid RequestId, int Deadline, DateTimeOffset CancelledAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => CancelledAt;
}

/// <summary>An obligation was not met in time; it is still owed.</summary>
public sealed record ObligationOverdue(Guid RequestId, int Deadline, DateTimeOffset DueAt, DateTimeOffset NoticedAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}

/// <summary>A deadline is near.</summary>
public sealed record DeadlineWarned(Guid RequestId, int Deadline, DateTimeOffset WarnedAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => WarnedAt;
}

/// <summary>A treaty's time began to run.</summary>
/// <param name="Basis">Code of the legal basis.</param>
/// <param name="From">The reported instant it runs from.</param>
public sealed record ClockStarted(
    Guid RequestId,
    int Deadline,
    DeadlineKind Kind,
    Guid MessageId,
    string? Basis,
    DateTimeOffset From,
    DateTimeOffset WarnAt,
    DateTimeOffset DueAt,
    DateTimeOffset StartedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => StartedAt;
}

/// <summary>A later report extended the time limit.</summary>
public sealed record ClockExtended(
    Guid RequestId,
    int Deadline,
    Guid MessageId,
    DateTimeOffset WarnAt,
    DateTimeOffset DueAt,
    DateTimeOffset ExtendedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ExtendedAt;
}

/// <summary>The required step followed in time, or is no longer required.</summary>
public sealed record ClockStopped(Guid RequestId, int Deadline, DateTimeOffset StoppedAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => StoppedAt;
}

/// <summary>The time ran out.</summary>
public sealed record ClockExpired(Guid RequestId, int Deadline, DateTimeOffset DueAt, DateTimeOffset NoticedAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}

/// <summary>The kind of obligation or time limit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeadlineKind>))]
public enum DeadlineKind
{
    /// <summary>The requested authority's acknowledgement of receipt. EIO article 16(1).</summary>
    [JsonStringEnumMemberName("acknowledgement")]
    Acknowledgement,

    /// <summary>The answer to a request for clarification. UNTOC 18(16).</summary>
    [JsonStringEnumMemberName("clarification")]
    Clarification,

    /// <summary>The answer to proposed conditions. UNTOC 18(26).</summary>
    [JsonStringEnumMemberName("conditionsReply")]
    ConditionsReply,

    /// <summary>The answer to a request for consent. UNTOC 18(19).</summary>
    [JsonStringEnumMemberName("consentReply")]
    ConsentReply,

    /// <summary>The answer to an enquiry about progress. UNTOC 18(24).</summary>
    [JsonStringEnumMemberName("progressReport")]
    ProgressReport,

    /// <summary>The notice to the sender that another channel will be used.</summary>
    [JsonStringEnumMemberName("channelNotice")]
    ChannelNotice,

    /// <summary>The formal confirmation of an urgent or oral request. UNTOC 18(14), Budapest Convention 25(3).</summary>
    [JsonStringEnumMemberName("formalConfirmation")]
    FormalConfirmation,

    /// <summary>The original on paper, where the counterpart asks for it.</summary>
    [JsonStringEnumMemberName("paperOriginal")]
    PaperOriginal,

    /// <summary>A certified copy, where the counterpart asks for it.</summary>
    [JsonStringEnumMemberName("certifiedCopy")]
    CertifiedCopy,

    /// <summary>Clock: from an arrest to the full request for extradition.</summary>
    [JsonStringEnumMemberName("provisionalArrest")]
    ProvisionalArrest,

    /// <summary>Clock: from a preservation to the request for production. Budapest Convention 29(7).</summary>
    [JsonStringEnumMemberName("preservation")]
    Preservation,
}
