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

    /// <summary>
    /// The time the channel may take to answer one attempt; null for the limit that the gateway sets for any channel.
    /// </summary>
    TimeSpan? AnswerWithin => null;

    /// <summary>Whether an address has the form this channel needs; checked before the address is confirmed.</summary>
    bool IsAddress(string address) => address.Length > 0;

    /// <summary>
    /// Carries one message. Called again with the same <see cref="Dispatch.Key"/> it sends the same bytes under the same id.
    /// Throws only for bugs, since every fault of the peer, the network or the disk is returned as an answer.
    /// </summary>
    Task<ChannelAnswer> CarryAsync(Dispatch dispatch, CancellationToken cancellation);

    /// <summary>
    /// Null when messages could be carried now, otherwise a short code of the fault (for health, never a secret).
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
/// <param name="Revision">The revision of the directory entry, which an attempt to send to the endpoint cites.</param>
public sealed record ChannelEndpoint(string Channel, string Address, bool IsSandbox, Guid? Revision = null);
