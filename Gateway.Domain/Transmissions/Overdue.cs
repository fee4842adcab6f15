namespace Gateway.Domain.Transmissions;

/// <summary>
/// What must be asked again when a transmission's last fact is long past its due time, decided from that fact alone: work
/// that fell out of every queue is found in the stream itself.
/// </summary>
public static class Overdue
{
    /// <summary>When something must have followed the fact; null when the fact is an end.</summary>
    public static DateTimeOffset? DueAt(object lastFact) => lastFact switch
    {
        TransmissionQueued queued => queued.QueuedAt,
        TransmissionAttempted attempted => attempted.AnswerDueAt,
        TransmissionAttemptFailed failed => failed.NextAttemptAt,
        TransmissionResendOrdered ordered => ordered.OrderedAt,
        _ => null,
    };

    /// <summary>The message that drives the transmission on; safe to send although the queues may still do it too.</summary>
    public static object Next(object lastFact) => lastFact switch
    {
        TransmissionQueued queued => new StartAttempt(queued.TransmissionId, AfterAttempt: 0),
        TransmissionAttempted attempted => new CarryTransmission(attempted.TransmissionId, attempted.Attempt),
        TransmissionAttemptFailed failed => new StartAttempt(failed.TransmissionId, failed.Attempt),
        TransmissionResendOrdered ordered => new StartAttempt(ordered.TransmissionId, ordered.AfterAttempt),
        _ => throw new ArgumentOutOfRangeException(nameof(lastFact), lastFact.GetType().Name, "The fact is an end."),
    };
}
