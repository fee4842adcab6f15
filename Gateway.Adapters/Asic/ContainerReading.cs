using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>Collects findings while a container is read, and counts how much of it may still be read into memory.</summary>
internal sealed class ContainerReading(StrictZip zip, ContainerPolicy policy)
{
    private long _left = policy.MaxMetadata;

    public StrictZip Zip => zip;

    public ContainerFiles Files { get; } = new(zip);

    public ContainerPolicy Policy => policy;

    public List<ContainerFinding> Findings { get; } = [];

    public TreeLimits Limits { get; } = new() { MaxBytes = policy.MaxMetadata, MaxElements = 250_000 };

    public void Find(ContainerFlaw flaw, string reason, ZipEntry? entry = null) =>
        Findings.Add(new(flaw, policy.Weigh(flaw), reason, entry?.Name));

    /// <summary>The bytes of a file of signatures or of a manifest; null when they cannot be read.</summary>
    public byte[]? Read(ZipEntry entry)
    {
        if (entry.Length > _left)
            return null;
        _left -= entry.Length;
        try
        {
            var octets = new byte[entry.Length];
            using var content = zip.Open(entry);
            content.ReadExactly(octets);
            return content.ReadByte() < 0 ? octets : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The digest of a file as a reference names it; null when the file is missing or incomplete.</summary>
    public byte[]? Digest(string uri, DigestAlgorithm algorithm)
    {
        try
        {
            using var content = Files.Open(uri);
            if (content is null)
                return null;
            using var digest = OctetDigest.Start(algorithm);
            var buffer = new byte[64 * 1024];
            for (int read; (read = content.Read(buffer)) > 0; )
                digest.Append(buffer.AsSpan(0, read));
            return digest.Finish();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public XmlTree? ReadXml(ZipEntry entry) =>
        Read(entry) is { } octets && XmlTree.TryParse(octets, Limits, out var tree, out _) ? tree : null;
}
