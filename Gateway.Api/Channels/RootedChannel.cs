using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>
/// A file channel that is used below its allowed folders only. An address is checked before it is accepted, and again at
/// every use.
/// </summary>
internal sealed class RootedChannel(IChannel inner, AllowedRoots roots, Func<string, bool> isForm) : IChannel
{
    public string Name => inner.Name;

    public ChannelCapabilities Capabilities => inner.Capabilities;

    public bool IsAddress(string address) => isForm(address) && inner.IsAddress(address) && roots.Holds(address);

    public Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation) =>
        roots.Holds(dispatch.Recipient.Address)
            ? inner.CarryAsync(dispatch, cancellation)
            : Task.FromResult(new ChannelAnswer(DeliveryOutcome.Permanent, "address-not-allowed"));

    public Task<string?> ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);
}
