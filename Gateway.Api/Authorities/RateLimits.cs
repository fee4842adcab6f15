using System.Threading.RateLimiting;
using Gateway.Api.Hosting;
using Gateway.Api.Requests;
using Gateway.Domain.Requests;

namespace Gateway.Api.Authorities;

/// <summary>
/// Each authority has a bucket of calls of its own, filled at a steady rate: whoever storms empties its own and nobody
/// else's. Strangers have none, because they get no further than authentication.
/// </summary>
internal static class RateLimits
{
    private const double Drips = 10;

    public static void AddRateLimits(this IServiceCollection services, GatewayOptions options) => services.AddRateLimiter(limits =>
    {
        var drip = (int)Math.Max(1, options.CallsPerSecond / Drips);
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Features.Get<Caller>() is { } caller
            ? RateLimitPartition.GetTokenBucketLimiter(caller.Authority, _ => new()
            {
                TokenLimit = options.CallsAtOnce,
                TokensPerPeriod = drip,
                ReplenishmentPeriod = TimeSpan.FromSeconds((double)drip / options.CallsPerSecond),
                QueueLimit = 0,
            })
            : RateLimitPartition.GetNoLimiter(""));
        limits.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.RequestServices.GetRequiredService<Telemetry>().TurnedAway("rate");
            var pause = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var until) ? until : TimeSpan.FromSeconds(1);
            await ProblemResults.WriteAsync(
                rejected.HttpContext, new(Problem.Overloaded, "Your authority calls too often; come back later."),
                retryAfter: pause, status: StatusCodes.Status429TooManyRequests);
        };
    });
}
