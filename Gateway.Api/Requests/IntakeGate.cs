using Gateway.Api.Authorities;
using Gateway.Api.Hosting;
using Gateway.Api.Transmissions;
using Gateway.Domain.Authorities;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>
/// Slows intake before forwarding starves: a few submissions at a time, some waiting, the rest told when to come back; and
/// none while too much of what was accepted has not left. Where several authorities are served, none has all the places, and
/// one that has less than its part of what waits is let in all the same.
/// </summary>
public sealed class IntakeGate(GatewayOptions options, Backlog backlog, IAuthorityDirectory directory, Telemetry telemetry)
    : IEndpointFilter, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim places = new(options.ConcurrentSubmissions);
    private readonly Dictionary<string, int> inside = [];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var authority = http.Caller().Authority;
        var served = directory.All.Count(one => one.IsServed);
        if (backlog.Waiting > options.LargestBacklog && backlog.WaitingOf(authority) > options.LargestBacklog / served)
            return TurnAway(StatusCodes.Status503ServiceUnavailable, "backlog", "More is accepted than has left; come back later.");
        if (!TryEnter(authority, served))
            return TurnAway(StatusCodes.Status429TooManyRequests, "concurrency", "Too many submissions at once; come back later.");
        try
        {
            await places.WaitAsync(http.RequestAborted);
            try
            {
                return await next(context);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            Leave(authority);
        }
    }

    public void Dispose() => places.Dispose();

    private bool TryEnter(string authority, int served)
    {
        var all = options.WaitingSubmissions + options.ConcurrentSubmissions;
        var share = served > 1 ? Math.Max(1, all * 3 / 4) : all;
        lock (inside)
        {
            var own = inside.GetValueOrDefault(authority);
            if (own >= share || inside.Values.Sum() >= all)
                return false;
            inside[authority] = own + 1;
            return true;
        }
    }

    private void Leave(string authority)
    {
        lock (inside)
            inside[authority]--;
    }

    private IResult TurnAway(int status, string reason, string detail)
    {
        telemetry.TurnedAway(reason);
        return ProblemResults.Result(new(Problem.Overloaded, detail), Pause, status);
    }
}
