using System.Diagnostics;

namespace Gateway.Tests.Infrastructure;

/// <summary>
/// Measures how the cost of a reader grows with its input: at n, 2n and 4n of one token. A reader whose cost grows with the
/// square of its input takes four times as long for twice as much; the limit is 2.2 times.
/// </summary>
public static class Slope
{
    public const double Limit = 2.2;

    private const int Runs = 5;
    private const int Attempts = 6;

    /// <summary>
    /// Of work at one point: shorter is measured several times over, so that a timer's step does not count.
    /// </summary>
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Measures, again while it is too steep, and returns the flattest: that of one attempt, or that of the best times of
    /// each point. Noise makes some attempts steep; a square is steep in all.
    /// </summary>
    /// <param name="input">Input with the number of tokens given.</param>
    /// <param name="n">Tokens at the first point.</param>
    public static Slopes Of<T>(Func<int, T> input, Action<T> read, int n)
    {
        T[] inputs = [input(n), input(2 * n), input(4 * n)];
        double[] best = [double.MaxValue, double.MaxValue, double.MaxValue];
        Slopes slopes;
        var attempts = 0;
        do
        {
            var times = Times(inputs, read);
            best = [.. best.Zip(times, Math.Min)];
            slopes = new[] { Between(times), Between(best) }.MinBy(one => one.Steepest)!;
        } while (!slopes.IsFlat && ++attempts < Attempts);
        return slopes;
    }

    private static Slopes Between(double[] times) =>
        new(times[1] / times[0], times[2] / times[1], TimeSpan.FromMilliseconds(times[2]));

    /// <summary>Milliseconds at each point, the points taken in turn, so that a busy machine slows all of them.</summary>
    private static double[] Times<T>(T[] inputs, Action<T> read)
    {
        read(inputs[0]);
        var times = inputs.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run < Runs; run++)
        for (var point = 0; point < inputs.Length; point++)
            times[point].Add(Once(inputs[point], read));
        return [.. times.Select(Statistics.Median)];
    }

    private static double Once<T>(T input, Action<T> read)
    {
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        var times = 0;
        do
        {
            read(input);
            times++;
        } while (Stopwatch.GetElapsedTime(start) < Enough);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / times;
    }
}

/// <param name="First">How many times longer 2n takes than n.</param>
/// <param name="Second">How many times longer 4n takes than 2n.</param>
/// <param name="Longest">At 4n.</param>
public sealed record Slopes(double First, double Second, TimeSpan Longest)
{
    public double Steepest => Math.Max(First, Second);

    public bool IsFlat => Steepest <= Slope.Limit;
}
