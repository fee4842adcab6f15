using Gateway.Adapters.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Authorities;

/// <summary>Whether addresses have the form their channels need, as far as this gateway has the channels.</summary>
internal static class ChannelAddresses
{
    public static IEnumerable<string> Flaws(IEnumerable<ListedAddress> endpoints, IReadOnlyDictionary<string, IChannel> channels) =>
        endpoints.Where(endpoint => channels.TryGetValue(endpoint.Channel, out var channel) && !channel.IsAddress(endpoint.Address))
            .Select(endpoint => $"The address is not of the form that {endpoint.Channel} needs.");
}
