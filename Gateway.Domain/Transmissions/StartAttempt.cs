using Gateway.Domain.Authorities;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Persistence.EventSourcing;

namespace Gateway.Domain.Transmissions;

/// <summary>Asks for the attempt after <paramref name="AfterAttempt"/>; has no effect when it has begun already.</summary>
[MessageIdentity("start-attempt")]
public sealed record StartAttempt(Guid TransmissionId, int AfterAttempt);

/// <summary>
/// Begins an attempt: it is recorded first, with its endpoint, and only then carried. It may run twice, late and out of
/// order: it acts only on a transmission that waits for exactly this attempt, and no earlier than that attempt is due.
/// </summary>
public static class StartAttemptHandler
{
    public static (IEnumerable<object>, OutgoingMessages) Handle(
        StartAttempt command,
        [WriteModel] Transmission transmission,
        IAuthorityDirectory directory,
        RetrySchedule schedule,
        DateTimeOffset now
    )
    {
        if (!transmission.AwaitsAttempt || transmission.Attempt != command.AfterAttempt)
            return ([], []);
        if (transmission.DueAt is { } due && due > now && !Overdue.IsFalse(transmission.ChangedAt, due, schedule, now))
            return ([], Later(command, due));
        var attempt = transmission.Attempt + 1;
        return (
            [
                Begin(
                    transmission.Id,
                    attempt,
                    transmission.Channel,
                    directory.Find(transmission.To)?.Endpoint(transmission.Channel)?.Revision,
                    schedule,
                    now
                ),
            ],
            [new CarryTransmission(transmission.Id, attempt, transmission.Channel)]
        );
    }

    /// <param name="endpointRevision">The directory entry that the attempt goes to.</param>
    internal static TransmissionAttempted Begin(
        Guid transmissionId,
        int attempt,
        string channel,
        Guid? endpointRevision,
        RetrySchedule schedule,
        DateTimeOffset now
    ) => new(transmissionId, attempt, now + schedule.AnswerOver(channel), now, endpointRevision);

    private static OutgoingMessages Later(StartAttempt command, DateTimeOffset due)
    {
        var later = new OutgoingMessages();
        later.Schedule(command, due);
        return later;
    }
}
