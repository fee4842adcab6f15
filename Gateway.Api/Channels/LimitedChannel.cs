using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>
/// A channel with so many places for attempts: when all are taken, another attempt does not wait in the queue, where it
/// would delay those of other channels. Nor is one carried that is under way.
/// </summary>
internal sealed class LimitedChannel(IChannel channel, int places) : IChannel
{
    private readonly Lock entering = new();
    private readonly HashSet<TransmissionKey> carried = [];

    public string Name => channel.Name;

    public ChannelCapabilities Capabilities => channel.Capabilities;

    public TimeSpan? AnswerWithin => channel.AnswerWithin;

    public bool IsAddress(string address) => channel.IsAddress(address);

    public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
    {
        lock (entering)
            if (carried.Count >= places || !carried.Add(dispatch.Key))
                throw new ChannelBusyException();
        try
        {
            return await channel.CarryAsync(dispatch, cancellation);
        }
        finally
        {
            lock (entering)
                carried.Remove(dispatch.Key);
        }
    }

    public Task<string?> ProbeAsync(CancellationToken cancellation) => channel.ProbeAsync(cancellation);
}

/// <summary>The attempt is carried later.</summary>
public sealed class ChannelBusyException() : Exception("The channel has no place for another attempt now.");
