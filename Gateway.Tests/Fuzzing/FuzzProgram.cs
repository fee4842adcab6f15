using SharpFuzz;

namespace Gateway.Tests.Fuzzing;

/// <summary>
/// The entry of the test executable: <c>fuzz TARGET</c> runs a target under afl-fuzz, <c>fuzz-try TARGET FILE...</c>
/// runs it on files, <c>fuzz-seeds FOLDER</c> writes the inputs to begin from; anything else runs tests.
/// </summary>
public static class FuzzProgram
{
    public static async Task<int> Main(string[] args) =>
        args switch
        {
            ["fuzz-targets"] => Print(FuzzTarget.All.Select(target => target.Name)),
            ["fuzz", var name] => Fuzz(FuzzTarget.Named(name)),
            ["fuzz-try", var name, .. var files] => Try(FuzzTarget.Named(name), files),
            ["fuzz-seeds", var folder] => WriteSeeds(folder),
            _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
                await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                    args,
                    SelfRegisteredExtensions.AddSelfRegisteredExtensions
                ),
            _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
        };

    private static int Fuzz(FuzzTarget target)
    {
        // In a process of its own, which is started again when an input hangs or kills it.
        Fuzzer.OutOfProcess.Run(input =>
        {
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            target.Try(bytes.ToArray());
        });
        return 0;
    }

    private static int Try(FuzzTarget target, string[] files)
    {
        foreach (var file in files)
            target.Try(File.ReadAllBytes(file));
        return Print([$"{files.Length} inputs answered"]);
    }

    private static int WriteSeeds(string folder)
    {
        foreach (var target in FuzzTarget.All)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, target.Name)).FullName;
            foreach (var (number, seed) in target.Seeds().Index())
                File.WriteAllBytes(Path.Combine(own, $"{number:D4}"), seed);
            File.WriteAllLines(
                own + ".dict",
                target.Words().Select(word => $"\"{string.Concat(word.Select(octet => $"\\x{octet:X2}"))}\"")
            );
        }
        return 0;
    }

    private static int Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
        return 0;
    }
}
