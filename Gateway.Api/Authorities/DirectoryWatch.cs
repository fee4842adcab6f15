using Gateway.Api.Nodes;

namespace Gateway.Api.Authorities;

/// <summary>Sees within about a second what another node recorded in the directory.</summary>
public sealed class DirectoryWatch(RecordedDirectory directory, TimeProvider clock, ILogger<DirectoryWatch> log)
    : PeriodicWork(Every, "The directory could not be read again", clock, log)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private long troubledSince;

    /// <summary>Since when the directory cannot be read; null when the last read succeeded.</summary>
    public DateTimeOffset? TroubledSince =>
        Interlocked.Read(ref troubledSince) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        await directory.RefreshAsync(cancellation);
        Interlocked.Exchange(ref troubledSince, 0);
    }

    /// <summary>Logged once; what was read before stays in use.</summary>
    protected override void Failed(Exception exception)
    {
        if (Interlocked.CompareExchange(ref troubledSince, Clock.GetUtcNow().UtcTicks, 0) == 0)
            base.Failed(exception);
    }
}
