using Gateway.Domain.Channels;
using Gateway.Domain.Requests;

namespace Gateway.Domain.Authorities;

/// <summary>Who is who: the authorities this gateway serves and those it can reach.</summary>
public interface IAuthorityDirectory
{
    IReadOnlyCollection<Authority> All { get; }

    Authority? Find(string code);

    /// <summary>Every signing key of every authority.</summary>
    IReadOnlyCollection<SigningKey> SigningKeys { get; }
}

/// <summary>An authority as the directory describes it.</summary>
/// <param name="Code">E.g. <c>CO-CA</c>; also the tenant of what it is served here.</param>
/// <param name="IsServed">This gateway acts for it; else it is a counterpart only.</param>
/// <param name="Channels">In order of preference.</param>
public sealed record Authority(
    string Code,
    string Name,
    string State,
    bool IsServed,
    IReadOnlyList<ChannelEndpoint> Channels,
    IReadOnlyList<SigningKey> SigningKeys,
    IReadOnlyList<string> Languages)
{
    public ChannelEndpoint? Endpoint(string channel) =>
        Channels.FirstOrDefault(endpoint => endpoint.Channel == channel);
}
