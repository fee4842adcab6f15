namespace Gateway.Adapters.Containers;

/// <summary>
/// X-Road's batch timestamp: one token over the root of a tree of hashes, with the way from the container's signature to that
/// root in two files. Recognised, so that the files are not taken for content; not followed.
/// </summary>
internal static class HashChain
{
    private const string Namespace = "http://cyber.ee/hashchain";

    /// <returns>The names of the files that are such a way, of manifests that a timestamp signs.</returns>
    public static IReadOnlySet<string> Recognise(ContainerReading reading, IReadOnlyList<AsicManifest> manifests)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var manifest in manifests.Where(each => each.Signature?.EndsWith(".tst", StringComparison.OrdinalIgnoreCase) == true))
            foreach (var result in reading.Zip.Entries.Where(each => manifest.Files.Contains(each.Name) && each.Name.EndsWith(".xml", StringComparison.Ordinal)))
            {
                if (reading.ReadXml(result)?.Root is not { } root || !root.Is("HashChainResult", Namespace)) continue;
                reading.Find(ContainerFlaw.HashChain, "The timestamp is over a chain of hashes, which is not followed here.", result);
                names.Add(result.Name);
                if (root.Attribute("URI") is { } uri && reading.Files.Find(uri.Split('#')[0]) is { } chain
                    && reading.ReadXml(chain)?.Root is { } start && start.Is("HashChain", Namespace)) names.Add(chain.Name);
            }
        return names;
    }
}
