using System.Globalization;

namespace Gateway.Api.Verbs.Demo;

/// <summary>Prints a demonstration as it happens, for a person to read.</summary>
internal sealed class Timeline
{
    private readonly long started = TimeProvider.System.GetTimestamp();

    public static void Title(string text)
    {
        Blank();
        Console.WriteLine(text);
        Console.WriteLine(new string('─', text.Length));
    }

    public static void Note(string text) => Console.WriteLine($"  {text}");

    public static void Blank() => Console.WriteLine();

    public void Say(string authority, string what)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var indent = authority == "CO-CA" ? "" : "      ";
        Console.WriteLine($"{elapsed, 6} s  {indent}{authority}  {what}");
    }

    public static void Facts(string title, IReadOnlyList<Fact> facts)
    {
        Title(title);
        foreach (var fact in facts)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {fact.At.UtcDateTime:HH:mm:ss.fff}Z  {fact.Type, -32}{fact.Channel ?? "", -9}{fact.Actor}"
                )
            );
    }

    /// <summary>Prints each promise with its verdict.</summary>
    public static bool AllHold(params IReadOnlyList<(string Promise, bool Holds)> promises)
    {
        foreach (var (promise, holds) in promises)
            Console.WriteLine($"  {(holds ? "yes" : "NO ")}  {promise}");
        Blank();
        return promises.All(promise => promise.Holds);
    }
}
