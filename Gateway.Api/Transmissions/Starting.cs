using System.Diagnostics;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;
using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten;

namespace Gateway.Api.Transmissions;

/// <summary>
/// Starts the stream of a leg, and names the work that carries it; what travels outside the gateway has none.
/// </summary>
internal static class Starting
{
    public static StartAttempt? Of(
        IDocumentSession session,
        Guid transmissionId,
        string channel,
        Guid requestId,
        Guid exchangeId,
        Guid messageId,
        MessageKind kind,
        int leg,
        LegKind legKind,
        string from,
        string to,
        StoredMessage message,
        DateTimeOffset now
    )
    {
        if (channel == Transmission.Manual)
        {
            session.Events.StartStream<Transmission>(
                transmissionId,
                new ManualTransmissionPrepared(
                    transmissionId,
                    requestId,
                    exchangeId,
                    messageId,
                    kind,
                    leg,
                    legKind,
                    from,
                    to,
                    message,
                    now
                )
            );
            return null;
        }
        session.Events.StartStream<Transmission>(
            transmissionId,
            new TransmissionQueued(
                transmissionId,
                requestId,
                exchangeId,
                messageId,
                kind,
                leg,
                from,
                to,
                channel,
                message,
                Activity.Current?.Id,
                now,
                legKind
            )
        );
        return new StartAttempt(transmissionId, AfterAttempt: 0);
    }
}
