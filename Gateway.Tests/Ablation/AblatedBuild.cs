using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Ablation;

/// <summary>
/// A copy of the source in which every control has its switch, built once. A run throws one switch by the environment
/// variable GATEWAY_ABLATED; the shipped source has no switches.
/// </summary>
public sealed partial class AblatedBuild : IDisposable
{
    private const string Switch = """
        namespace Gateway;

        public static class Ablation
        {
            private static readonly string? Off = System.Environment.GetEnvironmentVariable("GATEWAY_ABLATED");

            public static bool IsOff(string id) => Off == id;
        }
        """;

    private static readonly TimeSpan LimitOfOne = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan LimitOfMore = TimeSpan.FromSeconds(15);
    private readonly string root = Directory.CreateTempSubdirectory("gateway-ablation-").FullName;

    /// <summary>Fails with the compiler's errors when a replacement does not compile.</summary>
    public static async Task<AblatedBuild> MakeAsync(IReadOnlyList<ControlSwitch> switches)
    {
        var made = new AblatedBuild();
        try
        {
            made.Copy();
            foreach (var file in switches.GroupBy(one => one.File))
                made.Rewrite(file.Key, [.. file]);
            await File.WriteAllTextAsync(Path.Combine(made.root, "Gateway.Domain", "Ablation.cs"), Switch);
            var (code, said, complained) = await Shell.RunAsync(
                "dotnet",
                [
                    "build",
                    "Gateway.Tests",
                    "-c",
                    "Release",
                    "--nologo",
                    "-v",
                    "quiet",
                    "-nodeReuse:false",
                    "-p:TreatWarningsAsErrors=false",
                    "-p:RunAnalyzers=false",
                    "-p:EnforceCodeStyleInBuild=false",
                ],
                folder: made.root
            );
            (code == 0).ShouldBeTrue($"The build with switches failed:\n{said}\n{complained}");
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs tests with one switch thrown, or none. A run that does not end in time has failed all of them.
    /// </summary>
    /// <returns>The full names of the tests that were red.</returns>
    public async Task<IReadOnlySet<string>> RedAsync(string? thrown, IReadOnlyCollection<string> tests)
    {
        var results = Path.Combine(root, $"results-{Guid.NewGuid():N}.xml");
        var environment = new Dictionary<string, string>
        {
            ["GATEWAY_ABLATED"] = thrown ?? "",
            ["GATEWAY_CORPUS"] =
                Environment.GetEnvironmentVariable("GATEWAY_CORPUS")
                ?? Path.GetFullPath(Path.Combine(SignatureCorpus.Repository(), "../shared/corpus")),
        };
        var program = Path.Combine(root, "Gateway.Tests/bin/Release/net10.0/Gateway.Tests");
        var (code, said, _) = await Shell.RunAsync(
            "timeout",
            [
                $"{(LimitOfOne + tests.Count * LimitOfMore).TotalSeconds}",
                program,
                "-noColor",
                "-xml",
                results,
                .. tests.SelectMany(test => new[] { "-method", test }),
            ],
            environment
        );
        if (!File.Exists(results))
            return tests.ToHashSet();
        var ran = XDocument
            .Load(results)
            .Descendants("test")
            .Where(test => (string?)test.Attribute("result") != "Skip")
            .ToList();
        tests.Except(ran.Select(FullName)).ShouldBeEmpty($"These tests did not run (exit code {code}):\n{said}");
        return ran.Where(test => (string?)test.Attribute("result") == "Fail").Select(FullName).ToHashSet();
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string FullName(XElement test) =>
        $"{(string?)test.Attribute("type")}.{(string?)test.Attribute("method")}";

    private void Copy()
    {
        var from = Path.GetFullPath(SignatureCorpus.Repository());
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (
                name.Split('/') is var parts
                && (parts.Any(part => part is "bin" or "obj" or ".git" or ".fuzz") || parts[0] is "data" or "artifacts")
            )
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.Copy(file, Path.Combine(root, name));
        }
    }

    private void Rewrite(string file, IReadOnlyList<ControlSwitch> switches)
    {
        var path = Path.Combine(root, file);
        var text = File.ReadAllText(path);
        // Two rows may turn off the same expression, each for a test of its own.
        foreach (var same in switches.GroupBy(one => (one.Find, one.Replace)))
        {
            var ids = string.Join(", ", same.Select(one => one.Id));
            var found = InAnyLayout(same.Key.Find).Matches(text);
            found.Count.ShouldBe(1, $"{ids}: this text is not exactly once in {file}: {same.Key.Find}");
            var off = string.Join(" || ", same.Select(one => $"global::Gateway.Ablation.IsOff(\"{one.Id}\")"));
            text = text.Remove(found[0].Index, found[0].Length)
                .Insert(found[0].Index, Off().Replace(same.Key.Replace, $"({off})"));
        }
        File.WriteAllText(path, text);
    }

    /// <summary>
    /// Matches the tokens of a text however they are laid out, so that the formatter may break its lines anywhere.
    /// </summary>
    private static Regex InAnyLayout(string find)
    {
        var tokens = Token().Matches(find).Select(token => token.Value).ToList();
        var pattern = new StringBuilder(Regex.Escape(tokens[0]));
        foreach (var (before, token) in tokens.Zip(tokens.Skip(1)))
            pattern
                .Append(IsWord(before) && IsWord(token) ? @"\s+" : @"\s*")
                .Append(token is ")" or "]" or "}" ? @",?\s*" : "")
                .Append(Regex.Escape(token));
        return new(pattern.ToString());

        static bool IsWord(string token) => char.IsLetterOrDigit(token[^1]) || token[^1] == '_';
    }

    [GeneratedRegex(
        """
            "(?:[^"\\]|\\.)*"|\w+|[^\s\w]
            """
    )]
    private static partial Regex Token();

    [GeneratedRegex(@"\bOFF\b")]
    private static partial Regex Off();
}
