using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Transmissions;

/// <summary>One leg of a message that is to leave.</summary>
/// <param name="Leg">1, 2, 3 ... of this message.</param>
/// <param name="Submission">Trace context (W3C traceparent) of the submission, to which every attempt is linked.</param>
public sealed record StartTransmission(
    Guid TransmissionId,
    Guid RequestId,
    Guid ExchangeId,
    Guid MessageId,
    MessageKind Kind,
    int Leg,
    LegKind LegKind,
    string From,
    string To,
    string Channel,
    StoredMessage Message,
    string? Submission
);

/// <summary>
/// Starts a transmission. Its first attempt is recorded together with it, so that one commit accepts a message and begins
/// its delivery.
/// </summary>
public static class StartTransmissionDecider
{
    /// <param name="endpointRevision">The directory entry that the first attempt goes to.</param>
    /// <returns>The events of the new stream, and the work that follows; none for what travels outside the
    /// gateway.</returns>
    public static (IReadOnlyList<object> Events, CarryTransmission? Next) Decide(
        StartTransmission start,
        Guid? endpointRevision,
        RetrySchedule schedule,
        DateTimeOffset now
    )
    {
        if (start.Channel == Transmission.Manual)
            return (
                [
                    new ManualTransmissionPrepared(
                        start.TransmissionId,
                        start.RequestId,
                        start.ExchangeId,
                        start.MessageId,
                        start.Kind,
                        start.Leg,
                        start.LegKind,
                        start.From,
                        start.To,
                        start.Message,
                        now
                    ),
                ],
                null
            );
        return (
            [
                new TransmissionQueued(
                    start.TransmissionId,
                    start.RequestId,
                    start.ExchangeId,
                    start.MessageId,
                    start.Kind,
                    start.Leg,
                    start.From,
                    start.To,
                    start.Channel,
                    start.Message,
                    start.Submission,
                    now,
                    start.LegKind
                ),
                StartAttemptHandler.Begin(start.TransmissionId, attempt: 1, start.Channel, endpointRevision, schedule, now),
            ],
            new CarryTransmission(start.TransmissionId, Attempt: 1, start.Channel)
        );
    }
}
