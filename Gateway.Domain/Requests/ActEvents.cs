using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

// Events of a Request stream: the effects of a message beyond the message itself. Both sides record the same events.

/// <summary>
/// A message changes nothing: it repeats an act, concerns an earlier version, or was overtaken by another message.
/// </summary>
public sealed record MessageWithoutEffect(Guid RequestId, Guid MessageId, DateTimeOffset NoticedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => NoticedAt;
}

/// <summary>The requested authority acknowledged the request by a signed message of its own.</summary>
public sealed record RequestAcknowledged(Guid RequestId, Guid MessageId, DateTimeOffset AcknowledgedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => AcknowledgedAt;
}

/// <summary>The requested authority needs additional information. UNTOC 18(16).</summary>
/// <param name="Round">1, 2, 3 ... within the request.</param>
public sealed record ClarificationRequested(Guid RequestId, Guid MessageId, int Round, DateTimeOffset RequestedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => RequestedAt;
}

/// <summary>The requesting authority answered a request for clarification.</summary>
public sealed record ClarificationProvided(Guid RequestId, Guid MessageId, int Round, DateTimeOffset ProvidedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ProvidedAt;
}

/// <summary>The requesting authority asked how far execution has come. UNTOC 18(24).</summary>
public sealed record StatusRequested(Guid RequestId, Guid MessageId, DateTimeOffset RequestedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => RequestedAt;
}

/// <summary>The requested authority reported how far execution has come. UNTOC 18(24).</summary>
public sealed record StatusReported(
    Guid RequestId,
    Guid MessageId,
    Stage? Stage,
    DateOnly? Expected,
    DateTimeOffset ReportedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ReportedAt;
}

/// <summary>Execution began. UNTOC 18(17).</summary>
public sealed record ExecutionStarted(Guid RequestId, Guid MessageId, DateTimeOffset StartedAt) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => StartedAt;
}

/// <summary>The person was arrested. UNTOC 16(9).</summary>
public sealed record ArrestReported(Guid RequestId, Guid MessageId, DateTimeOffset ArrestedAt, DateTimeOffset ReportedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ReportedAt;
}

/// <summary>Data are preserved until a day. Budapest Convention 29.</summary>
public sealed record PreservationConfirmed(Guid RequestId, Guid MessageId, DateOnly Until, DateTimeOffset ConfirmedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ConfirmedAt;
}

/// <summary>Results of part of the request. UNTOC 18(17).</summary>
/// <param name="ExternalItems">Items named in the document's manifest and transferred by other means.</param>
public sealed record PartiallyExecuted(Guid RequestId, Guid MessageId, int ExternalItems, DateTimeOffset ExecutedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ExecutedAt;
}

/// <summary>The request was executed. UNTOC 18(17).</summary>
/// <param name="ExternalItems">Items named in the document's manifest and transferred by other means.</param>
public sealed record Executed(Guid RequestId, Guid MessageId, int ExternalItems, DateTimeOffset ExecutedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ExecutedAt;
}

/// <summary>The request cannot be executed.</summary>
public sealed record ExecutionImpossible(Guid RequestId, Guid MessageId, DateTimeOffset StatedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => StatedAt;
}

/// <summary>
/// The request was refused, wholly or in part: a legal decision, with ground, reasons and prior consultation. UNTOC 18(21),
/// (23), (26).
/// </summary>
public sealed record RequestRefused(
    Guid RequestId,
    Guid MessageId,
    Extent Extent,
    IReadOnlyList<string> Grounds,
    PriorConsultation Consultation,
    DateTimeOffset RefusedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => RefusedAt;
}

/// <summary>Execution was postponed. UNTOC 18(25), (26).</summary>
public sealed record ExecutionPostponed(
    Guid RequestId,
    Guid MessageId,
    string Ground,
    PriorConsultation Consultation,
    DateOnly? Until,
    DateTimeOffset PostponedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => PostponedAt;
}

/// <summary>Assistance is no longer required, wholly or in part. UNTOC 18(24).</summary>
public sealed record RequestWithdrawn(Guid RequestId, Guid MessageId, Extent Extent, DateTimeOffset WithdrawnAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => WithdrawnAt;
}

/// <summary>Assistance is possible under conditions. UNTOC 18(26).</summary>
public sealed record ConditionsProposed(Guid RequestId, Guid MessageId, DateTimeOffset ProposedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ProposedAt;
}

/// <summary>The conditions were accepted and bind now. UNTOC 18(26).</summary>
public sealed record ConditionsAccepted(Guid RequestId, Guid MessageId, Guid ConditionsId, DateTimeOffset AcceptedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => AcceptedAt;
}

/// <summary>The conditions were declined.</summary>
public sealed record ConditionsDeclined(Guid RequestId, Guid MessageId, Guid ConditionsId, DateTimeOffset DeclinedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => DeclinedAt;
}

/// <summary>The request went back to its sender.</summary>
public sealed record RequestReturned(Guid RequestId, Guid MessageId, string Ground, DateTimeOffset ReturnedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ReturnedAt;
}

/// <summary>
/// The request was forwarded to the authority competent to execute it. UNTOC 18(13), Budapest Convention 27(9).
/// </summary>
public sealed record RequestForwarded(Guid RequestId, Guid MessageId, DateTimeOffset ForwardedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ForwardedAt;
}

/// <summary>Something was added to the request.</summary>
public sealed record SupplementFiled(Guid RequestId, Guid MessageId, DateTimeOffset FiledAt) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => FiledAt;
}

/// <summary>A new version took the place of the request; earlier ones stay readable.</summary>
/// <param name="Version">2, 3, 4 ...</param>
public sealed record RequestReplaced(Guid RequestId, Guid MessageId, int Version, DateTimeOffset ReplacedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => ReplacedAt;
}

/// <summary>
/// What was transmitted may be used within these limits only. UNTOC 18(5), (19), (20); Budapest Convention 28.
/// </summary>
public sealed record UseLimitationSet(Guid RequestId, Guid MessageId, IReadOnlyList<UseLimit> Limits, DateTimeOffset SetAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => SetAt;
}

/// <summary>Prior consent to further use was asked for. UNTOC 18(19).</summary>
public sealed record ConsentRequested(Guid RequestId, Guid MessageId, DateTimeOffset RequestedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => RequestedAt;
}

public sealed record ConsentGiven(Guid RequestId, Guid MessageId, Guid ConsentRequestId, DateTimeOffset GivenAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => GivenAt;
}

public sealed record ConsentRefused(Guid RequestId, Guid MessageId, Guid ConsentRequestId, DateTimeOffset RefusedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => RefusedAt;
}

/// <summary>The confidentiality asked for cannot be kept; the requesting authority was informed. UNTOC 18(20).</summary>
public sealed record ConfidentialityCannotBeKept(Guid RequestId, Guid MessageId, DateTimeOffset StatedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => StatedAt;
}

/// <summary>The authorities consult each other. UNTOC 18(26), (28).</summary>
public sealed record ConsultationOpened(Guid RequestId, Guid MessageId, DateTimeOffset OpenedAt)
    : IDomainEvent,
        IAboutMessage
{
    DateTimeOffset IDomainEvent.At => OpenedAt;
}
