using System.Diagnostics;

namespace Gateway.Tests.Growth;

/// <summary>
/// Counts the database's statements that something causes, by the trace they belong to: what runs beside it is not counted.
/// </summary>
internal static class Statements
{
    public static async Task<int> OfAsync(Func<Task> work)
    {
        var count = 0;
        ActivityTraceId trace = default;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace)
                    Interlocked.Increment(ref count);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var before = Activity.Current;
        Activity.Current = null;
        using (var root = new Activity("counted").SetIdFormat(ActivityIdFormat.W3C))
        {
            root.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            root.Start();
            trace = root.TraceId;
            await work();
        }
        Activity.Current = before;
        return count;
    }
}
