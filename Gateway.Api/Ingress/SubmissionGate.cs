using System.Threading.RateLimiting;
using Gateway.Api.Configuration;
using Gateway.Api.Observability;
using Gateway.Api.Problems;
using Gateway.Api.Submissions;
using Gateway.Api.Transmissions;
using Gateway.Domain;
using Gateway.Domain.Authorities;

namespace Gateway.Api.Ingress;

/// <summary>
/// Slows intake before forwarding starves. Each authority has a limit of submissions and of bytes in hand. A working place
/// is taken only after the body has arrived, and no authority has all places. While too many accepted messages have not
/// left, a submission enters only if its authority has less than its share of them.
/// </summary>
public sealed class SubmissionGate(
    GatewayOptions options,
    Backlog backlog,
    IAuthorityDirectory directory,
    Telemetry telemetry
) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<string> submissions = PartitionedRateLimiter.Create<string, string>(authority =>
        RateLimitPartition.GetConcurrencyLimiter(
            authority,
            _ => new() { PermitLimit = options.ConcurrentSubmissions + options.WaitingSubmissions }
        )
    );

    private readonly PartitionedRateLimiter<Share> shares = PartitionedRateLimiter.Create<Share, Share>(share =>
        RateLimitPartition.GetConcurrencyLimiter(share, _ => new() { PermitLimit = share.Places, QueueLimit = int.MaxValue })
    );

    private readonly ConcurrencyLimiter places = new(
        new() { PermitLimit = options.ConcurrentSubmissions, QueueLimit = int.MaxValue }
    );

    private readonly BytesInHand bytes = new(options.Http.LargestInHand);

    /// <param name="length">Bytes of the body, where the caller says.</param>
    /// <returns>The submission, in hand until it is disposed, or the answer that rejects the call.</returns>
    public (SubmissionInHand? Entered, IResult? TurnedAway) Enter(string authority, long length)
    {
        if (backlog.Waiting > options.LargestBacklog && backlog.WaitingOf(authority) > options.LargestBacklog / Served)
            return (
                null,
                TurnAway(
                    StatusCodes.Status503ServiceUnavailable,
                    "backlog",
                    "More is accepted than has left; come back later."
                )
            );
        var lease = submissions.AttemptAcquire(authority);
        if (!lease.IsAcquired)
            return (
                null,
                TurnAway(
                    StatusCodes.Status429TooManyRequests,
                    "concurrency",
                    "Too many submissions of your authority at once; come back later."
                )
            );
        var entered = new SubmissionInHand(authority, lease, bytes);
        if (entered.TryHold(length))
            return (entered, null);
        entered.Dispose();
        return (null, TurnAway(StatusCodes.Status429TooManyRequests, "bytes", BytesInHand.Exceeded));
    }

    /// <summary>Waits for a place to work; asked only when the whole body is there.</summary>
    public async Task<IDisposable> TakePlaceAsync(string authority, CancellationToken cancellation)
    {
        var all = options.ConcurrentSubmissions;
        var share = await shares.AcquireAsync(new(authority, Served > 1 ? Math.Max(1, all * 3 / 4) : all), 1, cancellation);
        try
        {
            return new Place(share, await places.AcquireAsync(1, cancellation));
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        submissions.Dispose();
        shares.Dispose();
        places.Dispose();
    }

    private int Served => Math.Max(1, directory.All.Count(one => one.IsServed));

    private IResult TurnAway(int status, string reason, string detail)
    {
        telemetry.TurnedAway(reason);
        return ProblemResults.Result(new(Problem.Overloaded, detail), Pause, status);
    }

    private readonly record struct Share(string Authority, int Places);

    private sealed class Place(RateLimitLease share, RateLimitLease place) : IDisposable
    {
        public void Dispose()
        {
            place.Dispose();
            share.Dispose();
        }
    }
}
