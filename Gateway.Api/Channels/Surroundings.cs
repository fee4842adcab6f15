using Gateway.Api.Hosting;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>
/// What bears on the way of a message here and now, beside the message and the directory. Acceptance and preflight ask the
/// same; what legal bases say and which channels are out of order is added here and nowhere else.
/// </summary>
public sealed class Surroundings(IReadOnlyDictionary<string, IChannel> channels, GatewayOptions options, TimeProvider clock)
{
    private readonly Dictionary<string, ChannelCapabilities> capabilities =
        channels.ToDictionary(channel => channel.Key, channel => channel.Value.Capabilities);

    private readonly FreeMailDomains freeMail = new(options.FreeMailDomains);

    /// <param name="consignment">Its legal bases are the ones that count.</param>
    public Circumstances For(Consignment consignment) => new(capabilities, freeMail, clock.GetUtcNow());
}
