using System.Collections.Concurrent;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Ablation;

/// <summary>Every control, turned off, turns its own test red: a control that no test misses may never have run.</summary>
public sealed class AblationTests
{
    private const int Part = 25;

    [Fact]
    public void Every_switch_has_an_id_of_its_own_and_names_a_test_that_exists()
    {
        ControlSwitch.All.Select(one => one.Id).ShouldBeUnique();
        foreach (var one in ControlSwitch.All)
        {
            var (type, name) = (one.Test[..one.Test.LastIndexOf('.')], one.Test[(one.Test.LastIndexOf('.') + 1)..]);
            var named = typeof(AblationTests).Assembly.GetType(type).ShouldNotBeNull($"{one.Id}: {one.Test}");
            named
                .GetMethods()
                .ShouldContain(
                    method => method.Name == name && method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0,
                    $"{one.Id}: {one.Test}"
                );
        }
    }

    [Fact]
    public void Every_control_of_the_threat_model_has_a_switch_or_says_why_not()
    {
        var switched = ControlSwitch.All.Select(one => one.Control).ToHashSet();
        var rows = File.ReadLines(Path.Combine(SignatureCorpus.Repository(), "docs", "threat-model.md"))
            .Where(line => line.StartsWith("| TM-", StringComparison.Ordinal))
            .ToList();
        rows.ShouldNotBeEmpty();
        rows.Where(row =>
                !switched.Contains(row.Split('|')[1].Trim())
                && row.Split('|')[^2] is var test
                && !test.Contains("(no ablation: ", StringComparison.Ordinal)
                && !test.Contains("(later)", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    /// <summary>
    /// Those of readers and deciders, whose tests take a second each, and those that were believed and never ran.
    /// </summary>
    [Fact]
    public async Task A_part_of_the_controls_turn_their_tests_red()
    {
        var quick = ControlSwitch.All.Where(one => !one.File.StartsWith("Gateway.Api", StringComparison.Ordinal)).ToList();
        await HoldAsync([
            .. quick.Where((_, number) => number % (quick.Count / Part) == 0).Take(Part),
            .. ControlSwitch.All.Where(one => one.Id is "S1-one-gate" or "S1-place-after-body" or "S1-share-of-places"),
        ]);
    }

    /// <summary><c>GATEWAY_CONTROLS</c> names the ids of some, separated by spaces: deploy/ablate ID ...</summary>
    [Fact]
    [Trait("size", "long")]
    public async Task Every_control_turns_its_test_red()
    {
        var asked = Environment
            .GetEnvironmentVariable("GATEWAY_CONTROLS")
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await HoldAsync([.. ControlSwitch.All.Where(one => asked is not { Length: > 0 } || asked.Contains(one.Id))]);
    }

    /// <summary>
    /// All switches are built in, so that none stops compiling unnoticed. With each switch the tests of all controls in the
    /// same file run, to see which others turn red.
    /// </summary>
    private static async Task HoldAsync(IReadOnlyList<ControlSwitch> switches)
    {
        using var build = await AblatedBuild.MakeAsync(ControlSwitch.All);
        // Twice: a test that waits may be late once on a busy machine, and would then prove nothing of its control.
        if (await build.RedAsync(null, Tests(switches)) is { Count: > 0 } late)
            (await build.RedAsync(null, [.. late])).ShouldBeEmpty("No switch is thrown.");
        var silent = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            switches,
            new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (one, _) =>
            {
                var red = await build.RedAsync(one.Id, Tests(switches.Where(other => other.File == one.File)));
                if (!red.Contains(one.Test))
                    silent.Add(one.Id);
                var others = red.Where(test => test != one.Test).Select(test => test.Split('.')[^1]).Order();
                Console.WriteLine(
                    string.Join(
                        " | ",
                        [one.Control, one.Id, red.Contains(one.Test) ? "held" : "SILENT", one.Test, .. others]
                    )
                );
            }
        );
        Console.WriteLine($"{switches.Count} controls, {switches.Count - silent.Count} held, {silent.Count} silent");
        silent.ShouldBeEmpty();
    }

    private static IReadOnlyCollection<string> Tests(IEnumerable<ControlSwitch> switches) =>
        [.. switches.Select(one => one.Test).Distinct()];
}
