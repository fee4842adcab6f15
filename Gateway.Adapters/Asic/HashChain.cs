using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>
/// Verifies batches of X-Road (Freudenthal, Using Batch Hashing for Signing and Time-Stamping): one signature or
/// timestamp covers the root of a hash tree over many containers, and two files hold the path from this container's
/// files to that root.
/// </summary>
internal static class HashChain
{
    public const string Namespace = "http://cyber.ee/hashchain";

    private const int LongestResult = 16 * 1024;

    /// <returns>Names of the files that form such a path, and of the files that a signature covers through one.</returns>
    public static (IReadOnlySet<string> Ways, IReadOnlySet<string> Signed) Follow(
        ContainerReading reading,
        AsicContainer container
    )
    {
        var (ways, signed) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var stamped = container
            .Manifests.Where(each => each.Signature?.EndsWith(".tst", StringComparison.OrdinalIgnoreCase) == true)
            .SelectMany(each => each.Files)
            .ToHashSet(StringComparer.Ordinal);
        var named = container.Signatures.SelectMany(each => each.Names).ToHashSet(StringComparer.Ordinal);
        foreach (
            var entry in reading.Zip.Entries.Where(each =>
                IsOne(each) && (stamped.Contains(each.Name) || named.Contains(each.Name))
            )
        )
        {
            if (reading.ReadXml(entry)?.Root is not { } result || !result.Is("HashChainResult", Namespace))
                continue;
            ways.Add(entry.Name);
            var way = HashChainPath.Of(result, reading);
            if (way.Entry is { } chain)
                ways.Add(chain);
            Tell(reading, entry, way, named.Contains(entry.Name));
            if (named.Contains(entry.Name) && way.Outcome == HashChainOutcome.Intact)
                signed.UnionWith(way.Files);
        }
        return (ways, signed);
    }

    private static bool IsOne(ZipEntry entry) =>
        entry.Length <= LongestResult && entry.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);

    private static void Tell(ContainerReading reading, ZipEntry entry, HashChainPath way, bool isSigned)
    {
        switch (way.Outcome)
        {
            case HashChainOutcome.Intact when isSigned:
                reading.Find(
                    ContainerFlaw.HashChain,
                    "The signature is over a chain of hashes, which leads to files of the container.",
                    entry
                );
                break;
            case HashChainOutcome.Intact:
                reading.Find(
                    ContainerFlaw.HashChain,
                    "A chain of hashes fits, and the timestamp over it is not looked into.",
                    entry
                );
                break;
            case HashChainOutcome.Altered:
                reading.Find(
                    ContainerFlaw.HashChainAltered,
                    "A chain of hashes does not lead to what is signed or stamped.",
                    entry
                );
                break;
            default:
                reading.Find(ContainerFlaw.HashChainIncomplete, "A chain of hashes cannot be followed.", entry);
                break;
        }
    }
}
