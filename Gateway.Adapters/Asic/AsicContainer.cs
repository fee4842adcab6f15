using System.Diagnostics.CodeAnalysis;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>
/// An ASiC container with XAdES (ETSI EN 319 162-1), parsed: its files, its signatures, and its irregularities. No signature
/// is verified here; each is verified with <see cref="Files"/> as the files that it may name.
/// </summary>
public sealed class AsicContainer
{
    private AsicContainer(ContainerReading reading)
    {
        (Zip, Files) = (reading.Zip, reading.Files);
        Kind = Mimetype.Check(reading);
        DataFiles = [.. Zip.Entries.Where(AsicNames.IsData)];
        Signatures = SignatureFiles.Read(reading);
        Manifests = AsicManifest.ReadAll(reading);
        Coverage.Check(reading, this);
        Findings = reading.Findings;
    }

    public ContainerKind Kind { get; }

    public StrictZip Zip { get; }

    /// <summary>The files of the content: neither <c>mimetype</c> nor in <c>META-INF</c>.</summary>
    public IReadOnlyList<ZipEntry> DataFiles { get; }

    /// <summary>
    /// In the order of the files that contain them; a counter-signature is inside the signature that it signs.
    /// </summary>
    public IReadOnlyList<ContainerSignature> Signatures { get; }

    public IReadOnlyList<AsicManifest> Manifests { get; }

    /// <summary>What its signatures may name.</summary>
    public ContainerFiles Files { get; }

    public IReadOnlyList<ContainerFinding> Findings { get; }

    /// <summary>The most severe finding, if it is an error; then no signature counts.</summary>
    public ContainerFinding? Error => Findings.FirstOrDefault(finding => finding.Weight == FindingWeight.Error);

    /// <summary>
    /// Never throws for the content of a container: returns a rejection for an archive it cannot read, and findings for all
    /// other faults.
    /// </summary>
    /// <param name="open">The container's bytes, seekable, from the start; the same each time.</param>
    public static bool TryRead(
        Func<Stream> open,
        ContainerPolicy policy,
        [NotNullWhen(true)] out AsicContainer? container,
        [NotNullWhen(false)] out ZipRejection? rejection
    )
    {
        container = StrictZip.TryRead(open, policy.Zip, out var zip, out rejection)
            ? new AsicContainer(new ContainerReading(zip, policy))
            : null;
        return container is not null;
    }

    /// <summary>Whether the bytes begin like a ZIP archive, as every container does.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> start) => start is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..];
}
