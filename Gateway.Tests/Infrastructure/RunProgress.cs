using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: Gateway.Tests.Infrastructure.RunProgress]
[assembly: AssemblyFixture(typeof(Gateway.Tests.Infrastructure.RunReport))]

namespace Gateway.Tests.Infrastructure;

/// <summary>Counts tests, and shows what the gateways logged while a test ran that failed.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RunProgressAttribute : BeforeAfterTestAttribute
{
    private const int LinesShown = 60;
    private static readonly ConcurrentDictionary<string, (string Name, DateTimeOffset At)> RunningTests = new();
    private static int finished;

    public static int Finished => finished;

    /// <summary>Longest running first.</summary>
    public static IReadOnlyList<(string Name, TimeSpan For)> Running =>
        [.. RunningTests.Values.OrderBy(test => test.At).Select(test => (test.Name, DateTimeOffset.UtcNow - test.At))];

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        RunningTests[test.UniqueID] = (
            $"{methodUnderTest.DeclaringType!.Name}.{methodUnderTest.Name}",
            DateTimeOffset.UtcNow
        );

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        Interlocked.Increment(ref finished);
        if (
            !RunningTests.TryRemove(test.UniqueID, out var ran)
            || TestContext.Current.TestState is not { Result: TestResult.Failed }
        )
            return;
        foreach (var line in HostLog.Since(ran.At, LinesShown))
            TestContext.Current.TestOutputHelper?.WriteLine(line);
    }
}

/// <summary>Prints every few seconds how many tests have ended and which one has run longest.</summary>
public sealed class RunReport : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly Timer timer = new(_ => Print(), null, Every, Every);

    public void Dispose() => timer.Dispose();

    private static void Print()
    {
        var longest = RunProgressAttribute.Running is [var first, ..]
            ? $"; {first.Name} for {first.For.TotalSeconds:0} s"
            : "";
        Console.WriteLine($"... {RunProgressAttribute.Finished} tests have ended{longest}");
    }
}
