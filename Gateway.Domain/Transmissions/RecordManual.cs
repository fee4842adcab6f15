using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Transmissions;

/// <summary>A person records that a message outside the gateway was sent.</summary>
public static class RecordSendingDecider
{
    public static Problem? Reject(Transmission transmission) =>
        transmission.State == TransmissionState.PreparedForManual
            ? null
            : new(Problem.WrongState, "Only a transmission prepared to travel outside the gateway is sent by hand.");

    public static Recorded Decide(
        OutsideMeans means,
        VaultItem record,
        DateTimeOffset sentAt,
        Transmission transmission,
        Request request,
        DateTimeOffset now
    ) =>
        new(
            [new ManualTransmissionSent(transmission.Id, means, record, sentAt, now)],
            DispatchedEvents.Of(transmission, request, now)
        );
}

/// <summary>A person records that the message was received on the other side.</summary>
public static class RecordManualReceiptDecider
{
    public static Problem? Reject(Transmission transmission) =>
        transmission.State == TransmissionState.SentManually
            ? null
            : new(Problem.WrongState, "Only what was sent by hand has its receipt recorded by hand.");

    public static Recorded Decide(
        VaultItem record,
        DateTimeOffset receivedAt,
        Transmission transmission,
        Request request,
        DateTimeOffset now
    ) =>
        new(
            [new ManualReceiptRecorded(transmission.Id, record, receivedAt, now)],
            transmission.MessageId == request.MessageId
            && transmission.LegKind != LegKind.AdvanceCopy
            && request.Beginning is RequestState.Accepted or RequestState.Dispatched
                ?
                [
                    new RequestReceivedByCounterpart(
                        request.Id,
                        transmission.MessageId,
                        transmission.Id,
                        Transmission.Manual,
                        now
                    ),
                ]
                : []
        );
}
