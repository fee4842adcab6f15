using Gateway.Api.Hosting;
using Gateway.Api.Transmissions;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>
/// Slows intake before forwarding starves: a few submissions at a time, some waiting, the rest told when to come back; and
/// none while too much of what was accepted has not left.
/// </summary>
public sealed class IntakeGate(GatewayOptions options, Backlog backlog, Telemetry telemetry) : IEndpointFilter, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim places = new(options.ConcurrentSubmissions);
    private int waiting;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (backlog.Waiting > options.LargestBacklog)
            return TurnAway(StatusCodes.Status503ServiceUnavailable, "backlog", "More is accepted than has left; come back later.");
        if (Interlocked.Increment(ref waiting) > options.WaitingSubmissions + options.ConcurrentSubmissions)
        {
            Interlocked.Decrement(ref waiting);
            return TurnAway(StatusCodes.Status429TooManyRequests, "concurrency", "Too many submissions at once; come back later.");
        }
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
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose() => places.Dispose();

    private IResult TurnAway(int status, string reason, string detail)
    {
        telemetry.TurnedAway(reason);
        return ProblemResults.Result(new(Problem.Overloaded, detail), Pause, status);
    }
}
