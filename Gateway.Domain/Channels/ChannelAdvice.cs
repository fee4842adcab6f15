using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Channels;

/// <summary>Which channel a message leaves over, or why none will do.</summary>
/// <param name="Endpoint">Null exactly when there is a problem.</param>
public sealed record ChannelAdvice(ChannelEndpoint? Endpoint, ChannelChoice By, Problem? Problem)
{
    /// <summary>Outside the gateway, by diplomatic bag or by hand: always possible, and a person records the rest.</summary>
    public static ChannelAdvice Manual(bool isSandbox) =>
        new(new ChannelEndpoint(Transmissions.Transmission.Manual, "", isSandbox), ChannelChoice.Caller, null);

    /// <param name="asked">Named by the caller; null leaves the choice to the lock, then to the directory's order.</param>
    /// <param name="binding">What the same-channel rule leaves; null for a message that opens an exchange.</param>
    /// <param name="size">Bytes of document and attachments.</param>
    public static ChannelAdvice For(
        Authority counterpart, string? asked, ChannelBinding? binding, bool isSandbox, long size,
        IReadOnlyDictionary<string, IChannel> channels)
    {
        var (name, by) = asked is not null ? (asked, ChannelChoice.Caller)
            : binding?.Default is { } bound ? (bound, binding.By)
            : (counterpart.Channels.FirstOrDefault(endpoint => channels.ContainsKey(endpoint.Channel))?.Channel, ChannelChoice.Advisor);
        if (name is null)
            return Refused(by, Problem.CounterpartUnknown, "The directory knows no channel to the addressed authority that this gateway has.");
        if (counterpart.Endpoint(name) is not { } endpoint)
            return Refused(by, Problem.CounterpartUnknown, $"The directory knows no way to the addressed authority over {Known(name, channels)}.");
        if (!channels.TryGetValue(name, out var channel))
            return Refused(by, Problem.CounterpartUnknown, $"This gateway is not set up for {Known(name, channels)}.");
        if (isSandbox != endpoint.IsSandbox)
            return Refused(by, Problem.CounterpartUnknown, isSandbox
                ? "A sandbox message never goes to a real counterpart."
                : "A sandbox endpoint receives sandbox messages only; mark the document.");
        if (!channel.Capabilities.EncryptsContent && !endpoint.IsSandbox)
            return Refused(by, Problem.CounterpartUnknown, $"The channel {name} cannot encrypt yet, so it serves sandbox endpoints only.");
        return size > channel.Capabilities.LargestMessage
            ? Refused(by, Problem.TooLarge, $"The channel {name} carries {channel.Capabilities.LargestMessage} bytes at most.")
            : new(endpoint, by, null);
    }

    /// <summary>A name is echoed only when it is one of ours: it may be anything a caller wrote.</summary>
    private static string Known(string name, IReadOnlyDictionary<string, IChannel> channels) =>
        channels.ContainsKey(name) ? name : "the channel asked for";

    private static ChannelAdvice Refused(ChannelChoice by, string problem, string detail) => new(null, by, new(problem, detail));
}
