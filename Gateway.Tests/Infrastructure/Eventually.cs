namespace Gateway.Tests.Infrastructure;

/// <summary>Waiting for what two gateways bring about in their own time.</summary>
public static class Eventually
{
    /// <exception cref="TimeoutException">It did not come about.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T?>> look, TimeSpan? within = null)
    {
        var until = DateTimeOffset.UtcNow + (within ?? TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await look() is { } seen)
                return seen;
            if (DateTimeOffset.UtcNow > until)
                throw new TimeoutException("It did not come about in time.");
            await Task.Delay(50);
        }
    }
}
