using Gateway.Adapters.Xml;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

public enum ContainerKind
{
    /// <summary>ASiC-S: one file in the root folder, with the signatures or timestamps for it.</summary>
    Simple,

    /// <summary>ASiC-E: any number of files. Each signature covers the files that it names.</summary>
    Extended,
}

/// <summary>
/// Names of associated signature containers (ETSI EN 319 162-1) and of the OpenDocument packages they follow.
/// </summary>
internal static class AsicNames
{
    public const string SimpleType = "application/vnd.etsi.asic-s+zip";
    public const string ExtendedType = "application/vnd.etsi.asic-e+zip";

    public const string Mimetype = "mimetype";
    public const string Folder = "META-INF/";
    public const string Manifest = Folder + "manifest.xml";
    public const string Signatures = Folder + "signatures.xml";

    public const string ManifestNamespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";

    /// <summary>Accepts other versions, and the spelling without the zero that some producers write.</summary>
    public static bool IsRoot(Element root, string name) =>
        root.LocalName == name
        && (
            root.Namespace.StartsWith("http://uri.etsi.org/02918/", StringComparison.Ordinal)
            || root.Namespace.StartsWith("http://uri.etsi.org/2918/", StringComparison.Ordinal)
        );

    public static bool IsData(ZipEntry entry) =>
        !entry.IsFolder && entry.Name != Mimetype && !entry.Name.StartsWith(Folder, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>META-INF/*signatures*.xml</c>.</summary>
    public static bool IsSignatures(ZipEntry entry) => IsMeta(entry, "signatures", ".xml") && !IsManifest(entry);

    /// <summary><c>META-INF/*ASiCManifest*.xml</c>.</summary>
    public static bool IsManifest(ZipEntry entry) => IsMeta(entry, "ASiCManifest", ".xml");

    /// <summary>CAdES signatures, timestamps and evidence records beside the files, which are not examined here.</summary>
    public static bool IsOther(ZipEntry entry) =>
        IsMeta(entry, "signature", ".p7s")
        || IsMeta(entry, "timestamp", ".tst")
        || IsMeta(entry, "evidencerecord", ".ers")
        || IsMeta(entry, "evidencerecord", ".xml");

    private static bool IsMeta(ZipEntry entry, string part, string end) =>
        entry.Name.StartsWith(Folder, StringComparison.OrdinalIgnoreCase)
        && entry.Name.IndexOf(part, Folder.Length, StringComparison.OrdinalIgnoreCase) >= 0
        && entry.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
