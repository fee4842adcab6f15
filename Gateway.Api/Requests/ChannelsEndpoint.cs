using Gateway.Api.Callers;
using Gateway.Api.Http;
using Gateway.Domain.Channels;

namespace Gateway.Api.Requests;

/// <summary>The channels of this gateway, and which of them are down.</summary>
internal static class ChannelsEndpoint
{
    public static void MapChannelList(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/v1/channels",
                (IReadOnlyDictionary<string, IChannel> channels, IOutages outages) =>
                    new Listed<ChannelStatus>(
                        [
                            .. channels
                                .Values.OrderBy(channel => channel.Name, StringComparer.Ordinal)
                                .Select(channel => ChannelStatus.Of(channel, outages.Now)),
                        ],
                        null
                    )
            )
            .RequireAuthorization(Caller.Progress)
            .Produces<Listed<ChannelStatus>>()
            .WithSummary("The channels of this gateway, and which of them are down");
}

/// <param name="OutageSince">Present while the gateway knows of an outage: it may be named as a supervening
/// situation.</param>
public sealed record ChannelStatus(string Name, long LargestMessage, bool EncryptsContent, DateTimeOffset? OutageSince)
{
    internal static ChannelStatus Of(IChannel channel, Outages outages) =>
        new(
            channel.Name,
            channel.Capabilities.LargestMessage,
            channel.Capabilities.EncryptsContent,
            outages.Of(channel.Name)?.Since
        );
}
