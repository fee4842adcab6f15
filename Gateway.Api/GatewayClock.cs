namespace Gateway.Api;

/// <summary>
/// The system's clock in whole microseconds, which is what PostgreSQL keeps: a time reads back as it was written.
/// </summary>
public sealed class GatewayClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        var now = System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
