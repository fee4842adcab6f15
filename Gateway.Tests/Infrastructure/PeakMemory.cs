namespace Gateway.Tests.Infrastructure;

/// <summary>The most memory this process had since it was made, looked at every few milliseconds.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly long before;
    private readonly Task looking;
    private long most;

    public PeakMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        before = most = Environment.WorkingSet;
        looking = Task.Factory.StartNew(
            Look,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    public long Grown()
    {
        ended.Cancel();
        looking.Wait();
        return most - before;
    }

    public void Dispose()
    {
        ended.Cancel();
        looking.Wait();
        ended.Dispose();
    }

    private void Look()
    {
        while (!ended.Token.WaitHandle.WaitOne(10))
            most = Math.Max(most, Environment.WorkingSet);
    }
}
