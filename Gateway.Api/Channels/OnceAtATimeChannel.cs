using System.Collections.Concurrent;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>
/// A channel that does not carry a message again while an earlier attempt with it has not answered: an attempt may be
/// overdue although its channel is still carrying it.
/// </summary>
internal sealed class OnceAtATimeChannel(IChannel channel) : IChannel
{
    private readonly ConcurrentDictionary<TransmissionKey, byte> carried = [];

    public string Name => channel.Name;

    public ChannelCapabilities Capabilities => channel.Capabilities;

    public TimeSpan? AnswerWithin => channel.AnswerWithin;

    public bool IsAddress(string address) => channel.IsAddress(address);

    public async Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation)
    {
        if (!carried.TryAdd(dispatch.Key, 0))
            throw new CarriedAlreadyException();
        try
        {
            return await channel.CarryAsync(dispatch, cancellation);
        }
        finally
        {
            carried.TryRemove(dispatch.Key, out _);
        }
    }

    public Task<string?> ProbeAsync(CancellationToken cancellation) => channel.ProbeAsync(cancellation);
}

/// <summary>The attempt is carried later.</summary>
public sealed class CarriedAlreadyException() : Exception("An earlier attempt with this message has not answered yet.");
