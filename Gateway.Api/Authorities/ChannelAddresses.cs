using Gateway.Adapters.AuthorityLists;
using Gateway.Domain.Channels;

namespace Gateway.Api.Authorities;

/// <summary>
/// Checks that addresses have the form their channels need, also for channels that are not set up here, and are in places
/// that this gateway may use.
/// </summary>
internal static class ChannelAddresses
{
    public static IEnumerable<string> Flaws(
        IEnumerable<ListedAddress> endpoints,
        IReadOnlyDictionary<string, IChannel> channels
    ) => endpoints.Select(endpoint => Flaw(endpoint.Channel, endpoint.Address, channels)).OfType<string>();

    /// <returns>Why the address cannot be used; null when it can.</returns>
    public static string? Flaw(string channel, string address, IReadOnlyDictionary<string, IChannel> channels)
    {
        if (!AddressForms.Fits(channel, address))
            return $"The address is not of the form that {channel} needs.";
        return channels.TryGetValue(channel, out var known) && !known.IsAddress(address)
            ? $"The address is not one that this gateway's {channel} channel may use; its settings say which "
                + "(docs/configuration.md)."
            : null;
    }
}
