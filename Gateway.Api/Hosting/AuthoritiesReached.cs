using Gateway.Api.Authorities;
using Gateway.Api.Channels;
using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Api.Hosting;

/// <summary>
/// Whether each served authority can send and receive at all: over a channel that is set up here, may carry what its
/// endpoint is for, and reaches another authority. A working channel does not help an authority without an address on it.
/// </summary>
internal sealed class AuthoritiesReached(
    RecordedDirectory directory,
    Intakes intakes,
    IReadOnlyDictionary<string, IChannel> channels
) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var received = intakes.Open().Values.Select(intake => intake.Authority).ToHashSet();
        var troubles = new List<string>();
        foreach (var authority in directory.All.Where(authority => authority.IsServed))
        {
            if (
                !authority.Channels.Any(own => CanCarry(own) && directory.All.Any(other => IsReached(other, authority, own)))
            )
                troubles.Add($"{authority.Code}: nothing can go out");
            if (!received.Contains(authority.Code))
                troubles.Add($"{authority.Code}: nothing can come in");
        }
        return Task.FromResult(
            troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", troubles))
        );
    }

    private bool CanCarry(ChannelEndpoint own) =>
        channels.TryGetValue(own.Channel, out var channel) && (own.IsSandbox || channel.Capabilities.EncryptsContent);

    private bool IsReached(KnownAuthority other, KnownAuthority authority, ChannelEndpoint own) =>
        other.Code != authority.Code
        && other.Endpoint(own.Channel) is { } theirs
        && theirs.IsSandbox == own.IsSandbox
        && channels[own.Channel].IsAddress(theirs.Address);
}
