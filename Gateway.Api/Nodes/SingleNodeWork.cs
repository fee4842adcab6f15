using Gateway.Api.Persistence;

namespace Gateway.Api.Nodes;

/// <summary>Repeated work that one node does at a time, as long as it holds the exclusive right to it.</summary>
/// <param name="right">The number of the right; different for each kind of work.</param>
public abstract class SingleNodeWork(
    Database database,
    long right,
    TimeSpan every,
    string failure,
    TimeProvider clock,
    ILogger log
) : PeriodicWork(every, failure, clock, log)
{
    private readonly LeaderLock exclusive = new(database, right, every);

    /// <summary>Runs on the node that holds the right.</summary>
    protected abstract Task WorkAsync(CancellationToken cancellation);

    /// <summary>Runs on every node, before the work.</summary>
    protected virtual Task OnEveryNodeAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Another node holds the right: what this one remembers may be out of date.</summary>
    protected virtual void StandBy() { }

    protected sealed override async Task RoundAsync(CancellationToken cancellation)
    {
        await OnEveryNodeAsync(cancellation);
        if (await exclusive.IsHeldAsync(cancellation))
            await WorkAsync(cancellation);
        else
            StandBy();
    }

    protected sealed override ValueTask EndAsync() => exclusive.DisposeAsync();
}
