using Gateway.Api.Configuration;
using Gateway.Domain.Channels;
using Gateway.Domain.Transmissions;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Runtime.Routing;
using Wolverine.Transports.Sending;

namespace Gateway.Api.Hosting;

/// <summary>
/// Attempts wait in the queue of their channel, which has as many places as attempts may run at a time: a channel that
/// hangs delays nothing that goes over another.
/// </summary>
internal sealed class ChannelQueues(IReadOnlyDictionary<string, IChannel> channels, GatewayOptions options)
    : IWolverineExtension,
        IMessageRouteSource
{
    /// <summary>
    /// For channels that the gateway no longer has, which the handler answers; and the only queue of earlier releases.
    /// </summary>
    private const string Missing = "carry-transmission";

    public bool IsAdditive => false;

    public void Configure(WolverineOptions wolverine)
    {
        foreach (var queue in channels.Keys.Select(QueueOf).Append(Missing))
            Messaging.UnderWay(wolverine.LocalQueue(queue).MaximumParallelMessages(options.ConcurrentAttempts), options);
        wolverine.PublishWithMessageRoutingSource(this);
    }

    public IEnumerable<IMessageRoute> FindRoutes(Type messageType, IWolverineRuntime runtime) =>
        messageType == typeof(CarryTransmission)
            ?
            [
                new ByChannel(
                    channels.Keys.ToDictionary(channel => channel, channel => RouteTo(QueueOf(channel), runtime)),
                    RouteTo(Missing, runtime)
                ),
            ]
            : [];

    private static string QueueOf(string channel) => $"carry-{channel}";

    private static MessageRoute RouteTo(string queue, IWolverineRuntime runtime) =>
        new(typeof(CarryTransmission), runtime.Endpoints.AgentForLocalQueue(queue).Endpoint, runtime);

    private sealed class ByChannel(IReadOnlyDictionary<string, MessageRoute> routes, MessageRoute missing) : IMessageRoute
    {
        public Envelope CreateForSending(
            object message,
            DeliveryOptions? options,
            ISendingAgent localDurableQueue,
            WolverineRuntime runtime,
            string? topicName
        ) =>
            (
                message is CarryTransmission { Channel: { } channel } && routes.TryGetValue(channel, out var own)
                    ? own
                    : missing
            ).CreateForSending(message, options, localDurableQueue, runtime, topicName);

        public MessageSubscriptionDescriptor Describe() =>
            new() { ContentType = "application/json", Description = "The queue of the attempt's channel" };
    }
}
