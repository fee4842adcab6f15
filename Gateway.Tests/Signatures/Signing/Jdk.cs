using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Gateway.Tests.Signatures.Signing;

/// <summary>Signs and verifies with the JDK, whose XML signatures are Apache Santuario's.</summary>
public static class Jdk
{
    /// <summary>All JDKs of the machine, by their launcher: they know different algorithms.</summary>
    private static readonly string[] Launchers = Found();

    /// <summary>Skips the test where there is no JDK; fails it where everything must be (CI=true).</summary>
    public static IReadOnlyList<string> Required()
    {
        if (Launchers.Length == 0 && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("There is no JDK (deploy/install-tools jdk).");
        if (Launchers.Length == 0)
            Assert.Skip("There is no JDK (deploy/install-tools jdk).");
        return Launchers;
    }

    /// <summary>Each task with the parts of its line; answers by the last part.</summary>
    public static Dictionary<string, string> Run(string launcher, string folder, IEnumerable<string[]> tasks)
    {
        var list = Path.Combine(folder, "tasks");
        File.WriteAllLines(list, tasks.Select(task => string.Join('\t', task)));
        using var process = Process.Start(
            new ProcessStartInfo(launcher, ["-Xmx256m", "-XX:+UseSerialGC", Program(), list])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.Result);
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
    }

    private static string[] Found()
    {
        var installed = Directory.Exists("/usr/lib/jvm")
            ? Directory
                .GetDirectories("/usr/lib/jvm")
                .Where(each => File.Exists(Path.Combine(each, "bin/javac")))
                .Select(each => Path.Combine(each, "bin/java"))
            : [];
        var home =
            Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } named
            && File.Exists(Path.Combine(named, "bin/javac"))
                ? [Path.Combine(named, "bin/java")]
                : Array.Empty<string>();
        return
        [
            .. home.Concat(installed)
                .DistinctBy(each =>
                    new DirectoryInfo(Path.GetDirectoryName(Path.GetDirectoryName(each))!) is var folder
                        ? folder.ResolveLinkTarget(true)?.FullName ?? folder.FullName
                        : each
                ),
        ];
    }

    private static string Program([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "JdkSignatures.java");
}
