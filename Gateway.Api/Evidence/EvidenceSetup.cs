using System.Security.Cryptography;
using Gateway.Adapters.Http;
using Gateway.Adapters.Timestamps;
using Gateway.Api.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Api.Evidence;

/// <summary>Puts together what keeps evidence: the configured authority, or a sandbox's own.</summary>
internal static class EvidenceSetup
{
    public static void AddEvidence(this IServiceCollection services, GatewayOptions gateway)
    {
        var options = gateway.Evidence;
        services.AddSingleton(options);
        if (options.TimestampAuthority is { } url)
        {
            if (options.Anchors is null)
                throw new InvalidOperationException("A timestamp authority needs anchors: set Gateway__Evidence__Anchors.");
            services.TryAddSingleton<ITimestampAuthority>(provider => new HttpTimestampAuthority(
                Outbound.Client(options.ServerAnchors),
                new(url),
                provider.GetRequiredService<TimeProvider>()
            ));
        }
        else if (gateway.SandboxTimestampKey is not null)
            services.TryAddSingleton<ITimestampAuthority>(provider =>
                provider.GetRequiredService<LocalTimestampAuthority>()
            );
        else
            services.TryAddSingleton<ITimestampAuthority, NoTimestampAuthority>();
        services.AddSingleton<EvidenceTrust>();
        services.AddSingleton<Originals>();
        services.AddSingleton<EvidenceKeeping>();
        services.AddSingleton<EvidenceRenewing>();
        services.AddSingleton<EvidenceState>();
        services.AddSingleton<EvidenceSweep>().AddHostedService(provider => provider.GetRequiredService<EvidenceSweep>());
    }

    /// <summary>None is configured; originals wait, and health says so.</summary>
    private sealed class NoTimestampAuthority : ITimestampAuthority
    {
        public Task<TimestampAnswer> StampAsync(
            HashAlgorithmName algorithm,
            ReadOnlyMemory<byte> hash,
            CancellationToken cancellation
        ) => Task.FromResult<TimestampAnswer>(new TimestampAnswer.Failed(TimestampFailure.NotConfigured));
    }
}
