using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Requests;

/// <summary>
/// Which channels a message of a request may leave over: the same-channel rule with its exception, as a value.
/// </summary>
/// <param name="Default">The channel to use when the caller asks for no other; null leaves the choice free.</param>
/// <param name="Allowed">Null when every channel is.</param>
public sealed record ChannelBinding(string? Default, ChannelChoice By, IReadOnlyList<string>? Allowed)
{
    private static readonly ChannelBinding Free = new(null, ChannelChoice.Advisor, null);

    /// <param name="outages">Those the gateway knows of.</param>
    public static ChannelBinding Of(MessageKind kind, Request request, Outages outages)
    {
        if (request.Lock is not { } locked || !KindRules.IsBoundToChannel(kind))
            return Free;
        var exception = request.Exception;
        if (kind == MessageKind.ChannelNotice && exception is { State: ChannelExceptionState.Declared })
            return outages.Has(exception.From)
                ? new(exception.To, ChannelChoice.Exception, [exception.From, exception.To])
                : new(exception.From, ChannelChoice.Lock, [exception.From, exception.To]);
        string[] noticed = request.NoticedChannel is { } other && other != locked ? [other] : [];
        if (exception is { State: ChannelExceptionState.Switched })
            return new(exception.To, ChannelChoice.Exception, [exception.To, locked, .. noticed]);
        return noticed is [var expected] && outages.Has(locked)
            ? new(expected, ChannelChoice.Exception, [expected, locked])
            : new(locked, ChannelChoice.Lock, [locked, .. noticed]);
    }

    public bool Allows(string channel) => Allowed is null || Allowed.Contains(channel);

    /// <summary>Whether receipt binds an exchange under these legal bases at all.</summary>
    public static bool Binds(SameChannelPolicy policy) => policy == SameChannelPolicy.SamePlatform;
}
