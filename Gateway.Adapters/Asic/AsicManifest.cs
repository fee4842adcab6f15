using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>
/// An ASiCManifest (EN 319 162-1, A.4): digests of files, for a CAdES signature or a timestamp that signs the manifest
/// alone.
/// </summary>
/// <param name="Signature">Name of the entry that signs it; null when it is not there.</param>
/// <param name="Files">Names of the entries whose content matches the digest in the manifest.</param>
public sealed record AsicManifest(ZipEntry Entry, string? Signature, IReadOnlySet<string> Files)
{
    private const int Most = 10;

    internal static List<AsicManifest> ReadAll(ContainerReading reading) =>
        [
            .. reading
                .Zip.Entries.Where(AsicNames.IsManifest)
                .Take(Most)
                .Select(entry => Read(reading, entry))
                .OfType<AsicManifest>(),
        ];

    private static AsicManifest? Read(ContainerReading reading, ZipEntry entry)
    {
        if (reading.ReadXml(entry)?.Root is not { } root || !AsicNames.IsRoot(root, "ASiCManifest"))
        {
            reading.Find(ContainerFlaw.ManifestUnreadable, "An ASiCManifest is not one.", entry);
            return null;
        }
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var reference in root.Elements()
                .Where(each => each.LocalName == "DataObjectReference")
                .Take(reading.Policy.Zip.MaxEntries)
        )
        {
            if (Intact(reading, reference) is not { } name)
            {
                reading.Find(
                    ContainerFlaw.ManifestAltered,
                    "A file is not there, or not the one whose digest an ASiCManifest holds.",
                    entry
                );
                break;
            }
            files.Add(name);
        }
        var signature = root.Elements()
            .Where(each => each.LocalName == "SigReference")
            .Select(each => each.Attribute("URI"))
            .FirstOrDefault();
        return new AsicManifest(entry, signature is null ? null : reading.Files.Find(signature)?.Name, files);
    }

    private static string? Intact(ContainerReading reading, Element reference)
    {
        var method = reference
            .Elements()
            .Where(each => each.Is("DigestMethod", XadesNames.Ds))
            .Select(each => each.Attribute("Algorithm"))
            .FirstOrDefault();
        var value = reference
            .Elements()
            .Where(each => each.Is("DigestValue", XadesNames.Ds))
            .Select(each => each.TextBytes())
            .FirstOrDefault();
        if (
            reference.Attribute("URI") is not { } uri
            || method is null
            || value is null
            || DigestAlgorithm.Named(method) is not { } algorithm
            || !ElementShape.TryDecode(value, out var expected)
        )
            return null;
        return reading.Digest(uri, algorithm) is { } digest && CryptographicOperations.FixedTimeEquals(digest, expected)
            ? reading.Files.Find(uri)!.Name
            : null;
    }
}
