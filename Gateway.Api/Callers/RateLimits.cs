using System.Net.Sockets;
using System.Threading.RateLimiting;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Api.Callers;

/// <summary>
/// Each authority has its own bucket of calls, filled at a steady rate: an authority that calls too often empties only its
/// own. Calls without a known caller share one bucket, except health calls, which have one bucket for each address.
/// </summary>
/// <remarks>The framework's own middleware never disposes its limiters, whose timers keep a stopped gateway in
/// memory.</remarks>
internal sealed class RateLimits(GatewayOptions options, Telemetry telemetry) : IDisposable
{
    private const double Drips = 10;

    private readonly PartitionedRateLimiter<HttpContext> calls = PartitionedRateLimiter.Create<HttpContext, Bucket>(
        context =>
            context.Features.Get<Caller>() is { } caller
                ? RateLimitPartition.GetTokenBucketLimiter(
                    new Bucket(caller.Authority, null),
                    _ => Filled(options.CallsPerSecond, options.CallsAtOnce)
                )
                : RateLimitPartition.GetTokenBucketLimiter(
                    new Bucket(null, context.Request.Path.StartsWithSegments("/health") ? AddressOf(context) : null),
                    _ => Filled(options.Http.AnonymousCallsPerSecond, options.Http.AnonymousCallsAtOnce)
                )
    );

    public void Dispose() => calls.Dispose();

    public async Task LimitAsync(HttpContext context, RequestDelegate next)
    {
        using var lease = calls.AttemptAcquire(context);
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }
        telemetry.TurnedAway("rate");
        var pause = lease.TryGetMetadata(MetadataName.RetryAfter, out var until) ? until : TimeSpan.FromSeconds(1);
        await ProblemResults.WriteAsync(
            context,
            new(
                Problem.Overloaded,
                context.Features.Get<Caller>() is null
                    ? "Calls without a known caller come too often; come back later."
                    : "Your authority calls too often; come back later."
            ),
            retryAfter: pause,
            status: StatusCodes.Status429TooManyRequests
        );
    }

    private static TokenBucketRateLimiterOptions Filled(int perSecond, int atOnce)
    {
        var drip = (int)Math.Max(1, perSecond / Drips);
        return new()
        {
            TokenLimit = atOnce,
            TokensPerPeriod = drip,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)drip / perSecond),
            QueueLimit = 0,
        };
    }

    /// <summary>An IPv6 customer has 64 bits of addresses, and one bucket.</summary>
    private static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
            ? address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
                ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
                : address.ToString()
            : "";

    private sealed record Bucket(string? Authority, string? Address);
}
