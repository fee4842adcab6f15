namespace Gateway.Api;

internal static class Ticks
{
    /// <summary>False when the host stops, however it stops: a loop then simply ends.</summary>
    public static async ValueTask<bool> NextAsync(this PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
