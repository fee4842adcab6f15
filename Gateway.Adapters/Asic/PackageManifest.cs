using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Asic;

/// <summary><c>META-INF/manifest.xml</c> (OpenDocument 1.2 part 3, 4): the list of the content. It is not signed.</summary>
internal static class PackageManifest
{
    /// <returns>The names it lists; null when there is no readable manifest.</returns>
    public static IReadOnlySet<string>? Check(ContainerReading reading, ContainerKind kind)
    {
        if (reading.Zip.Entries.FirstOrDefault(each => each.Name == AsicNames.Manifest) is not { } entry)
        {
            if (kind == ContainerKind.Extended)
                reading.Find(ContainerFlaw.ManifestMissing, "There is no manifest.");
            return null;
        }
        if (reading.ReadXml(entry)?.Root is not { } root || !root.Is("manifest", AsicNames.ManifestNamespace))
        {
            reading.Find(ContainerFlaw.ManifestUnreadable, "The manifest is not one.", entry);
            return null;
        }
        var listed = Listed(root).ToHashSet(StringComparer.Ordinal);
        var there = reading
            .Zip.Entries.Where(each => !each.IsFolder)
            .Select(each => each.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (listed.Any(name => !name.EndsWith('/') && !there.Contains(name)))
            reading.Find(ContainerFlaw.ManifestListsMissing, "The manifest lists a file that is not there.", entry);
        foreach (var file in reading.Zip.Entries.Where(each => AsicNames.IsData(each) && !listed.Contains(each.Name)))
            reading.Find(ContainerFlaw.ManifestOmits, "A file is not in the manifest.", file);
        return listed;
    }

    private static IEnumerable<string> Listed(Element root) =>
        root.Elements()
            .Where(each => each.Is("file-entry", AsicNames.ManifestNamespace))
            .Select(each => each.Attribute("full-path", AsicNames.ManifestNamespace))
            .OfType<string>();
}
