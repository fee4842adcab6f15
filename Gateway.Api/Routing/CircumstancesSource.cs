using Gateway.Api.Configuration;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Routing;

namespace Gateway.Api.Routing;

/// <summary>
/// The current circumstances that affect the channel of a message, besides the message and the directory. Acceptance and
/// preflight use the same.
/// </summary>
public sealed class CircumstancesSource(
    IReadOnlyDictionary<string, IChannel> channels,
    ILegalBases bases,
    IOutages outages,
    GatewayOptions options,
    TimeProvider clock
)
{
    private readonly Dictionary<string, ChannelCapabilities> capabilities = channels.ToDictionary(
        channel => channel.Key,
        channel => channel.Value.Capabilities
    );

    private readonly FreeMailDomains freeMail = new(options.FreeMailDomains);

    /// <param name="consignment">Its legal bases are the ones that count.</param>
    public Circumstances For(Consignment consignment) =>
        new(capabilities, freeMail, clock.GetUtcNow())
        {
            Terms = Terms.Of(bases, consignment.LegalBases, consignment.Type),
            UnknownBasis = UnknownBases.Reject(bases, consignment.LegalBases),
            Outages = outages.Now,
        };
}
