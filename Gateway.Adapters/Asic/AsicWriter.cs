using System.Text;
using System.Xml;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>A file to be put into a container.</summary>
/// <param name="Name">Relative, with slashes; as its signature names it, by <see cref="AsicWriter.UriOf"/>.</param>
/// <param name="Open">The same bytes each time.</param>
public sealed record PackedFile(string Name, string MediaType, Func<Stream> Open);

/// <summary>
/// Writes ASiC containers with XAdES (ETSI EN 319 162-1): the mimetype first, the files, a manifest, the file of
/// signatures. The same files and signatures give the same bytes.
/// </summary>
public static class AsicWriter
{
    /// <summary>How a signature names a file: relative to the container, percent-encoded.</summary>
    public static string UriOf(string name) => EntryUri.Of(name);

    /// <param name="signatures">The root <c>asic:XAdESSignatures</c> with its signatures, detached, over the files.</param>
    /// <exception cref="ArgumentException">A container of this kind cannot hold these files.</exception>
    public static void Write(
        Stream destination,
        ContainerKind kind,
        IReadOnlyList<PackedFile> files,
        ReadOnlyMemory<byte> signatures
    )
    {
        Require(kind, files);
        var type = kind == ContainerKind.Simple ? AsicNames.SimpleType : AsicNames.ExtendedType;
        using var zip = new StoredZipWriter(destination);
        zip.Add(AsicNames.Mimetype, () => Of(Encoding.ASCII.GetBytes(type)));
        foreach (var file in files)
            zip.Add(file.Name, file.Open);
        if (kind == ContainerKind.Extended)
            zip.Add(AsicNames.Manifest, () => Of(Manifest(type, files)));
        zip.Add(AsicNames.Signatures, () => Of(signatures));
        zip.Finish();
    }

    internal static void Require(ContainerKind kind, IReadOnlyList<PackedFile> files)
    {
        try
        {
            var entries = files
                .Select(file => new ZipEntry(
                    EntryName.Read(Encoding.UTF8.GetBytes(file.Name), default, ZipLimits.Default),
                    0,
                    0,
                    IsStored: true,
                    0,
                    0
                ))
                .ToList();
            if (
                files.Count == 0
                || entries.Exists(entry =>
                    !AsicNames.IsData(entry) || entry.Name.Equals(AsicNames.Mimetype, StringComparison.OrdinalIgnoreCase)
                )
            )
                throw new ArgumentException(
                    "A container holds files, none of them named as its own parts are.",
                    nameof(files)
                );
            if (kind == ContainerKind.Simple && (files.Count != 1 || files[0].Name.Contains('/', StringComparison.Ordinal)))
                throw new ArgumentException("An ASiC-S container holds one file, in its root.", nameof(files));
            NameCollisions.Reject(entries);
        }
        catch (ZipRejected rejected)
        {
            throw new ArgumentException(rejected.Message, nameof(files));
        }
    }

    /// <summary>OpenDocument 1.2 part 3, 4.</summary>
    private static byte[] Manifest(string type, IReadOnlyList<PackedFile> files)
    {
        using var bytes = new MemoryStream();
        using (var manifest = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            manifest.WriteStartElement("manifest", "manifest", AsicNames.ManifestNamespace);
            manifest.WriteAttributeString("manifest", "version", AsicNames.ManifestNamespace, "1.2");
            foreach (var (path, mediaType) in files.Select(file => (file.Name, file.MediaType)).Prepend(("/", type)))
            {
                manifest.WriteStartElement("manifest", "file-entry", AsicNames.ManifestNamespace);
                manifest.WriteAttributeString("manifest", "full-path", AsicNames.ManifestNamespace, path);
                manifest.WriteAttributeString("manifest", "media-type", AsicNames.ManifestNamespace, mediaType);
                manifest.WriteEndElement();
            }
            manifest.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static MemoryStream Of(ReadOnlyMemory<byte> octets) => new(octets.ToArray(), writable: false);
}
