using Gateway.Tests.Signatures;

namespace Gateway.Tests.Fuzzing;

/// <summary>Files of the collection that are short enough to be changed a million times.</summary>
public static class FuzzSeeds
{
    private const int Longest = 24 * 1024;

    public static IEnumerable<byte[]> Of(Func<byte[], bool> suits, int longest = Longest)
    {
        var folder = Path.GetFullPath(
            Environment.GetEnvironmentVariable("GATEWAY_CORPUS")
                ?? Path.Combine(SignatureCorpus.Repository(), "../shared/corpus")
        );
        return !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length is var length && length > 0 && length <= longest)
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes)
                .Where(suits);
    }

    public static bool IsXml(byte[] file) => file is [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, (byte)'<', ..];
}
