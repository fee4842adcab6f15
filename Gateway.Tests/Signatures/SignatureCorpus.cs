using System.Runtime.CompilerServices;

namespace Gateway.Tests.Signatures;

/// <summary>Real signatures of others, sound and broken. The collection lies beside the repository.</summary>
public static class SignatureCorpus
{
    /// <summary>Skips the test where the collection is not; fails it where everything must be (CI=true).</summary>
    public static string Folder()
    {
        var folder = Path.GetFullPath(
            Environment.GetEnvironmentVariable("GATEWAY_CORPUS") ?? Path.Combine(Repository(), "../shared/corpus")
        );
        var xades = Path.Combine(folder, "xades");
        if (Directory.Exists(xades))
            return xades;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"The collection of signatures is not at {folder}.");
        Assert.Skip($"The collection of signatures is not at {folder}; GATEWAY_CORPUS names another place.");
        return "";
    }

    public static string[] Files() => Directory.GetFiles(Folder(), "*", SearchOption.AllDirectories);

    public static IEnumerable<string> XmlFiles() =>
        Files().Where(file => File.ReadAllBytes(file) is [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, (byte)'<', ..]);

    public static string Repository([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../..");
}
