namespace Gateway.Domain.Transmissions;

/// <summary>Folds the events of a transmission without a database.</summary>
public static class TransmissionFold
{
    public static Transmission Replay(IReadOnlyList<object> facts) =>
        facts
            .Skip(1)
            .Aggregate(
                facts[0] switch
                {
                    TransmissionQueued queued => Transmission.Create(queued),
                    ManualTransmissionPrepared prepared => Transmission.Create(prepared),
                    _ => throw new ArgumentException("A transmission begins with being queued or prepared.", nameof(facts)),
                },
                (state, fact) =>
                    fact switch
                    {
                        TransmissionAttempted attempted => state.Apply(attempted),
                        TransmissionAttemptFailed failed => state.Apply(failed),
                        TransmissionHandedToChannel handed => state.Apply(handed),
                        TransmissionFailed failed => state.Apply(failed),
                        TransmissionOutcomeUnknown unknown => state.Apply(unknown),
                        TransmissionDelivered delivered => state.Apply(delivered),
                        TransmissionDeliveryFailed failed => state.Apply(failed),
                        TransmissionOpened opened => state.Apply(opened),
                        TransmissionResendOrdered ordered => state.Apply(ordered),
                        OutcomeSettledByHand settled => state.Apply(settled),
                        ManualTransmissionSent sent => state.Apply(sent),
                        ManualReceiptRecorded received => state.Apply(received),
                        _ => state,
                    }
            );
}
