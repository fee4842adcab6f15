namespace Gateway.Tests.Infrastructure;

/// <summary>The system's clock, moved: what a machine whose clock jumps would tell. Timers run as they do.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public TimeSpan Shift
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref shift));
        set => Interlocked.Exchange(ref shift, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow()
    {
        var now = System.GetUtcNow() + Shift;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
