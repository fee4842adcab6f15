namespace Gateway.Domain.Channels;

/// <summary>
/// A way to reach counterpart authorities. A channel carries a message once per call and reports one outcome of a closed
/// set. Retries are decided and recorded elsewhere.
/// </summary>
public interface IChannel
{
    /// <summary>Lower-case name as callers write it, e.g. <c>email</c>.</summary>
    string Name { get; }

    ChannelCapabilities Capabilities { get; }

    /// <summary>How long it may take to answer one attempt; null for as long as the gateway allows any channel.</summary>
    TimeSpan? AnswerWithin => null;

    /// <summary>Whether an address has the form this channel needs; checked before the address is confirmed.</summary>
    bool IsAddress(string address) => address.Length > 0;

    /// <summary>
    /// Carries one message. Called again with the same <see cref="Dispatch.Key"/> it sends the same bytes under the same id.
    /// Throws only for bugs: every fault of the peer, the network or the disk is returned as an answer.
    /// </summary>
    Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation);

    /// <summary>
    /// Null when messages could be carried now; else a short code of what is wrong (for health, never a secret).
    /// </summary>
    Task<string?> ProbeAsync(CancellationToken cancellation);
}

/// <param name="LargestMessage">Bytes of document and attachments together, before encoding; larger ones are rejected at
/// acceptance.</param>
/// <param name="EncryptsContent">Whether content is protected end to end. Until it is, only endpoints marked sandbox are
/// served.</param>
public sealed record ChannelCapabilities(long LargestMessage, bool EncryptsContent);

/// <summary>Where an authority is reached over one channel.</summary>
/// <param name="Address">In the channel's own form: a mail address, a directory, a URL.</param>
/// <param name="IsSandbox">A test endpoint, which alone may receive sandbox messages, and may receive nothing else.</param>
/// <param name="Revision">Which entry of the directory this is; what an attempt to send there cites.</param>
public sealed record ChannelEndpoint(string Channel, string Address, bool IsSandbox, Guid? Revision = null);
