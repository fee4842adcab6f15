namespace Gateway.Adapters.Channels.Email;

/// <summary>A token that is cancelled by the caller or by the clock, whichever comes first.</summary>
internal sealed class TimeoutTokenSource : IDisposable
{
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;

    public TimeoutTokenSource(TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        _clock = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, cancellation);
    }

    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
