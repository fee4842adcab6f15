using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// A verified message was brought to a served authority, with the circumstances that decide whether it is received.
/// </summary>
/// <param name="Authority">The authority whose mailbox, folder or queue it was brought to.</param>
/// <param name="IsSandboxEndpoint">Whether that is an endpoint for sandbox messages.</param>
/// <param name="IsIdUsed">Whether its issuing authority used the message id for other bytes.</param>
/// <param name="HasExchange">Whether its exchange is open here.</param>
public sealed record ReceiveArrival(
    Message Message,
    string Authority,
    bool IsSandboxEndpoint,
    bool IsIdUsed,
    bool HasExchange
);

/// <summary>Decides whether an arrival is received at all, before its effect on its request is decided.</summary>
public static class ReceiveArrivalDecider
{
    /// <summary>Null when it is received, or waits for its exchange to open.</summary>
    public static Problem? Reject(ReceiveArrival arrival, DateTimeOffset now)
    {
        var message = arrival.Message;
        if (message.AddressedTo != arrival.Authority)
            return new(
                Problem.CounterpartUnknown,
                "The message is addressed to another authority than the one it was brought to."
            );
        if (message.IsSandbox != arrival.IsSandboxEndpoint)
            return new(Problem.CounterpartUnknown, "Sandbox messages are received at sandbox endpoints, and no others are.");
        if (arrival.IsIdUsed)
            return new(Problem.MessageIdReused, "This message id was received with other bytes.");
        if (message.Opens && arrival.HasExchange)
            return new(Problem.WrongState, "The exchange has its request already.");
        return MessageTimes.Reject(message, now);
    }
}
