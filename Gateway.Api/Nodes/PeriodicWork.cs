namespace Gateway.Api.Nodes;

/// <summary>
/// Work that is repeated in the background: a round that fails is logged, and the next one starts at its time.
/// </summary>
/// <param name="failure">What the log says of a failed round, as the first part of a sentence.</param>
public abstract class PeriodicWork(TimeSpan every, string failure, TimeProvider clock, ILogger log) : BackgroundService
{
    protected TimeProvider Clock { get; } = clock;

    /// <summary>The first round comes at the start, before the first pause.</summary>
    protected virtual bool StartsAtOnce => false;

    protected abstract Task RoundAsync(CancellationToken cancellation);

    protected virtual void Failed(Exception exception) =>
        log.LogWarning(exception, "{Failure}: {Reason}", failure, exception.Code());

    protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(every, Clock);
            if (StartsAtOnce)
                await TryRoundAsync(stoppingToken);
            while (await timer.NextAsync(stoppingToken))
                await TryRoundAsync(stoppingToken);
        }
        finally
        {
            await EndAsync();
        }
    }

    private async Task TryRoundAsync(CancellationToken stopping)
    {
        try
        {
            await RoundAsync(stopping);
        }
        catch (Exception exception) when (exception.IsFault(stopping))
        {
            Failed(exception);
        }
    }
}
