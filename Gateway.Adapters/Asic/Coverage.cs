namespace Gateway.Adapters.Asic;

/// <summary>
/// Finds which files of a container are signed (EN 319 162-1, 4.3.2 and 4.4.2), by the names in the signatures. The
/// signatures themselves are verified elsewhere.
/// </summary>
internal static class Coverage
{
    public static void Check(ContainerReading reading, AsicContainer container)
    {
        if (
            container.Kind == ContainerKind.Simple
            && !(container.DataFiles is [var only] && !only.Name.Contains('/', StringComparison.Ordinal))
        )
            reading.Find(ContainerFlaw.NotOneFile, "An ASiC-S container holds exactly one file, in its root.");
        foreach (var other in reading.Zip.Entries.Where(AsicNames.IsOther))
            reading.Find(
                ContainerFlaw.OtherSignature,
                "A CAdES signature, timestamp or evidence record is not looked into.",
                other
            );
        var listed = PackageManifest.Check(reading, container.Kind);
        var (ways, throughChains) = HashChain.Follow(reading, container);
        var signed = container
            .Signatures.SelectMany(signature => signature.Names.Concat(signature.CounterSigned))
            .Concat(throughChains)
            .ToHashSet(StringComparer.Ordinal);
        if (!container.DataFiles.Any(file => signed.Contains(file.Name)))
            reading.Find(ContainerFlaw.NothingSigned, "No signature covers any file.");
        foreach (var file in container.DataFiles.Where(file => !signed.Contains(file.Name) && !ways.Contains(file.Name)))
            if (listed?.Contains(file.Name) == true)
                reading.Find(ContainerFlaw.UnsignedFileInManifest, "A file that the manifest lists is not signed.", file);
            else
                reading.Find(ContainerFlaw.UnsignedFile, "A file is not signed.", file);
    }
}
