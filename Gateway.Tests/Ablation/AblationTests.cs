using Gateway.Tests.Infrastructure;

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
            named.GetMethods().ShouldContain(
                method => method.Name == name && method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0,
                $"{one.Id}: {one.Test}");
        }
    }

    [Fact]
    public async Task A_part_of_the_controls_turn_their_tests_red()
    {
        var every = Math.Max(1, ControlSwitch.All.Count / Part);
        await HoldAsync([.. ControlSwitch.All.Where((_, number) => number % every == 0)], together: false);
    }

    [Fact]
    [Trait("size", "long")]
    public async Task Every_control_turns_its_test_red() => await HoldAsync(ControlSwitch.All, together: true);

    /// <param name="together">Runs the tests of a whole area for each switch, to see which others turn red.</param>
    private static async Task HoldAsync(IReadOnlyList<ControlSwitch> switches, bool together)
    {
        using var build = await AblatedBuild.MakeAsync(switches);
        (await build.RedAsync(null, Tests(switches))).ShouldBeEmpty("No switch is thrown.");
        var silent = new List<string>();
        foreach (var area in switches.GroupBy(one => one.Area))
            foreach (var one in area)
            {
                var red = await build.RedAsync(one.Id, together ? Tests(area) : [one.Test]);
                if (!red.Contains(one.Test))
                    silent.Add(one.Id);
                var others = red.Where(test => test != one.Test).Select(test => test.Split('.')[^1]).Order();
                Console.WriteLine(string.Join(" | ", [one.Control, one.Id, red.Contains(one.Test) ? "held" : "SILENT", one.Test, .. others]));
            }
        Console.WriteLine($"{switches.Count} controls, {switches.Count - silent.Count} held, {silent.Count} silent");
        silent.ShouldBeEmpty();
    }

    private static IReadOnlyCollection<string> Tests(IEnumerable<ControlSwitch> switches) =>
        [.. switches.Select(one => one.Test).Distinct()];
}
