using Gateway.Domain.Channels;
using Gateway.Domain.Requests;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Transmissions;

/// <summary>A receipt came back over the channel, and its evidence is stored.</summary>
public sealed record RecordReceipt(ReceiptKind Kind, int Assurance, VaultItem Evidence, DateTimeOffset StatedAt);

/// <summary>
/// Applies a receipt to the outcome. Each receipt is kept, and the stronger one is current. Delivered replaces failed and
/// delivery failed, and opened replaces delivered, never the reverse. So the same outcome is current in the end, in any
/// order of arrival.
/// </summary>
public static class RecordReceiptDecider
{
    public static Recorded Decide(RecordReceipt command, Transmission transmission, Request request, DateTimeOffset now)
    {
        var kept = new ReceiptReceived(
            transmission.Id,
            command.Kind,
            command.Assurance,
            command.Evidence,
            command.StatedAt,
            now
        );
        if (transmission.Channel == Transmission.Manual || RankOf(command.Kind) <= RankOf(transmission.State))
            return new([kept, new ReceiptSuperseded(transmission.Id, command.Kind, now)], []);
        List<object> onTransmission = [kept];
        if (command.Kind == ReceiptKind.Opened && RankOf(transmission.State) < RankOf(ReceiptKind.Delivered))
            onTransmission.Add(new TransmissionDelivered(transmission.Id, now));
        onTransmission.Add(
            command.Kind switch
            {
                ReceiptKind.Delivered => new TransmissionDelivered(transmission.Id, now),
                ReceiptKind.Opened => new TransmissionOpened(transmission.Id, now),
                _ => new TransmissionDeliveryFailed(transmission.Id, now),
            }
        );
        return new(onTransmission, OnRequest(command.Kind, transmission, request, now));
    }

    private static IReadOnlyList<object> OnRequest(
        ReceiptKind kind,
        Transmission transmission,
        Request request,
        DateTimeOffset now
    )
    {
        if (kind == ReceiptKind.DeliveryFailed)
            return
            [
                new MessageUndeliverable(
                    request.Id,
                    transmission.MessageId,
                    transmission.Id,
                    DeliveryOutcome.Permanent,
                    now
                ),
            ];
        List<object> facts = [];
        if (transmission.State is not (TransmissionState.HandedToChannel or TransmissionState.Delivered))
            facts.AddRange(DispatchedEvents.Of(transmission, request, now));
        if (
            transmission.MessageId == request.MessageId
            && transmission.LegKind != LegKind.AdvanceCopy
            && request.After(facts).Beginning is RequestState.Accepted or RequestState.Dispatched
        )
            facts.Add(
                new RequestReceivedByCounterpart(
                    request.Id,
                    transmission.MessageId,
                    transmission.Id,
                    transmission.Channel,
                    now
                )
            );
        return facts;
    }

    private static int RankOf(ReceiptKind kind) =>
        kind switch
        {
            ReceiptKind.DeliveryFailed => 2,
            ReceiptKind.Delivered => 3,
            _ => 4,
        };

    private static int RankOf(TransmissionState state) =>
        state switch
        {
            TransmissionState.HandedToChannel => 1,
            TransmissionState.DeliveryFailed => 2,
            TransmissionState.Delivered => 3,
            TransmissionState.Opened => 4,
            _ => 0,
        };
}

/// <summary>A person settles an unknown outcome, or a failed one when the message is known to have arrived.</summary>
public static class SettleOutcomeDecider
{
    public static Problem? Reject(Transmission transmission) =>
        transmission.MayBeResent
            ? null
            : new(
                Problem.WrongState,
                "Only a failed transmission or one of unknown outcome is settled by hand; this one is "
                    + $"{Codes.Of(transmission.State)}."
            );

    public static Recorded Decide(
        bool isDelivered,
        VaultItem reasons,
        Transmission transmission,
        Request request,
        DateTimeOffset now
    ) =>
        new(
            [new OutcomeSettledByHand(transmission.Id, isDelivered, reasons, now)],
            isDelivered ? DispatchedEvents.Of(transmission, request, now) : []
        );
}
