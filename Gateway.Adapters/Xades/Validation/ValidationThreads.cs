namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Separate threads for validations, which use a processor for as long as a file needs. Their number is limited and they are
/// not pool threads, so that other work in the process finds a thread and a processor.
/// </summary>
public sealed class ValidationThreads(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    /// <exception cref="OperationCanceledException">The caller gave up before its turn came.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            return await Task.Factory.StartNew(
                work,
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
