using Npgsql;

namespace Gateway.Api.Authorities;

/// <summary>Sees within about a second what another node recorded in the directory.</summary>
public sealed class DirectoryWatch(RecordedDirectory directory, TimeProvider clock, ILogger<DirectoryWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private long troubledSince;

    /// <summary>Since when the directory could not be looked at; null when the last look succeeded.</summary>
    public DateTimeOffset? TroubledSince =>
        Interlocked.Read(ref troubledSince) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.NextAsync(stoppingToken))
            try
            {
                await directory.RefreshAsync(stoppingToken);
                Interlocked.Exchange(ref troubledSince, 0);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (Interlocked.CompareExchange(ref troubledSince, clock.GetUtcNow().UtcTicks, 0) == 0)
                    log.LogWarning(
                        exception,
                        "The directory could not be looked at, what is known stays in use: {Reason}",
                        (exception as NpgsqlException)?.SqlState ?? exception.GetType().Name
                    );
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }
}
