using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Requests;
using JasperFx.Events;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Persistence.EventSourcing;

namespace Gateway.Domain.Transmissions;

/// <summary>What the channel said of an attempt.</summary>
[MessageIdentity("channel-answered")]
public sealed record ChannelAnswered(
    Guid TransmissionId,
    Guid RequestId,
    int Attempt,
    DeliveryOutcome Outcome,
    string Detail
);

/// <summary>
/// Turns an answer into an event, a retry or a final outcome. The first answer to an attempt counts; a second one (the
/// attempt was carried twice) changes nothing.
/// </summary>
public static class RecordAnswerHandler
{
    public static OutgoingMessages Handle(
        ChannelAnswered answer,
        [WriteModel(nameof(ChannelAnswered.TransmissionId))] IEventStream<Transmission> transmission,
        [WriteModel(nameof(ChannelAnswered.RequestId))] IEventStream<Request> request,
        RetrySchedule schedule,
        ILegalBases bases,
        DateTimeOffset now
    )
    {
        var recorded = Decide(answer, transmission.Aggregate!, request.Aggregate!, schedule, bases, now);
        transmission.AppendMany(recorded.OnTransmission);
        request.AppendMany(recorded.OnRequest);
        var next = new OutgoingMessages();
        if (recorded.NextAttemptAt is { } due)
            next.Schedule(new StartAttempt(answer.TransmissionId, answer.Attempt), due);
        return next;
    }

    public static Recorded Decide(
        ChannelAnswered answer,
        Transmission transmission,
        Request request,
        RetrySchedule schedule,
        ILegalBases bases,
        DateTimeOffset now
    )
    {
        if (transmission.State != TransmissionState.Attempting || transmission.Attempt != answer.Attempt)
            return Recorded.Nothing;
        return answer.Outcome switch
        {
            DeliveryOutcome.HandedToChannel => new(
                [new TransmissionHandedToChannel(transmission.Id, answer.Attempt, answer.Detail, now)],
                Dispatched(transmission, request, bases, now)
            ),
            DeliveryOutcome.Retryable when schedule.NextAfter(transmission.RetriesSpent, now) is { } next => new(
                [new TransmissionAttemptFailed(transmission.Id, answer.Attempt, answer.Detail, next, now)],
                [],
                next
            ),
            DeliveryOutcome.Unknown => new(
                [new TransmissionOutcomeUnknown(transmission.Id, answer.Attempt, answer.Detail, now)],
                [Undeliverable(answer, transmission, now)]
            ),
            DeliveryOutcome.Retryable or DeliveryOutcome.Permanent => new(
                [new TransmissionFailed(transmission.Id, answer.Attempt, answer.Outcome, answer.Detail, now)],
                [Undeliverable(answer, transmission, now)]
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(answer), answer.Outcome, null),
        };
    }

    private static IReadOnlyList<object> Dispatched(
        Transmission transmission,
        Request request,
        ILegalBases bases,
        DateTimeOffset now
    )
    {
        var facts = DispatchedEvents.Of(transmission, request, now);
        return
        [
            .. facts,
            .. Obligations.Follow(request.After(facts), Terms.Of(bases, request.LegalBases, request.Type), now),
        ];
    }

    private static MessageUndeliverable Undeliverable(
        ChannelAnswered answer,
        Transmission transmission,
        DateTimeOffset now
    ) => new(transmission.RequestId, transmission.MessageId, transmission.Id, answer.Outcome, now);
}

/// <summary>
/// The events of one answer or receipt: on the transmission, on its request, and when the next attempt is due.
/// </summary>
public sealed record Recorded(
    IReadOnlyList<object> OnTransmission,
    IReadOnlyList<object> OnRequest,
    DateTimeOffset? NextAttemptAt = null
)
{
    public static readonly Recorded Nothing = new([], []);
}
