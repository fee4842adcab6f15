using Gateway.Adapters.XmlSignatures;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>
/// The files of a container as its signatures name them. The total that all references may inflate is limited by the
/// compressed size of the archive, not by its inflated size: a small signature may name everything, and a file of zeros
/// compresses to little.
/// </summary>
public sealed class ContainerFiles : IDetachedContent
{
    private const int Times = 16;
    private const long Free = 64 * 1024 * 1024;
    private const long Most = 8L * 1024 * 1024 * 1024;

    private readonly StrictZip _zip;
    private readonly Dictionary<string, ZipEntry> _byName;
    private long _left;

    internal ContainerFiles(StrictZip zip)
    {
        _zip = zip;
        _byName = zip.Entries.Where(entry => !entry.IsFolder).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var (inflated, length) = (zip.Entries.Sum(entry => entry.Length), zip.Entries.Sum(entry => entry.CompressedLength));
        _left = Math.Min(Math.Max(Times * length, inflated) + Free, Most);
    }

    /// <summary>The entry that a reference means; null when it means none.</summary>
    public ZipEntry? Find(string uri) => EntryUri.Name(uri) is { } name ? _byName.GetValueOrDefault(name) : null;

    /// <exception cref="InvalidDataException">The reads exceed what one container may inflate.</exception>
    public Stream? Open(string uri)
    {
        if (Find(uri) is not { } entry)
            return null;
        if (Interlocked.Add(ref _left, -entry.Length) < 0)
            throw new InvalidDataException("The container's files were read too often.");
        return _zip.Open(entry);
    }
}
