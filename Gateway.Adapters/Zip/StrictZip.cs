using System.Diagnostics.CodeAnalysis;

namespace Gateway.Adapters.Zip;

/// <summary>
/// A ZIP archive (PKWARE APPNOTE 6.3.10, the part that ISO/IEC 21320-1 keeps) that every reader reads the same: one
/// directory, local headers that repeat it, entries that follow one another without gaps, names that collide nowhere.
/// Archives inside it are files like others and are never opened.
/// </summary>
public sealed class StrictZip
{
    private readonly Func<Stream> _open;

    private StrictZip(Func<Stream> open, IReadOnlyList<ZipEntry> entries) => (_open, Entries) = (open, entries);

    /// <summary>In the order of the archive.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>
    /// Never throws because of the archive's content: every flaw is a rejection. Errors in file data appear only on reading.
    /// </summary>
    /// <param name="open">The archive's bytes, seekable, from the start; the same each time.</param>
    public static bool TryRead(
        Func<Stream> open,
        ZipLimits limits,
        [NotNullWhen(true)] out StrictZip? zip,
        [NotNullWhen(false)] out ZipRejection? rejection
    )
    {
        (zip, rejection) = (null, null);
        try
        {
            using var archive = open();
            zip = new StrictZip(open, Read(archive, limits));
            return true;
        }
        catch (ZipRejected rejected)
        {
            rejection = new ZipRejection(rejected.Flaw, rejected.Message);
            return false;
        }
    }

    /// <summary>The file's bytes, which the caller disposes of.</summary>
    /// <exception cref="InvalidDataException">While reading: they are not what the directory says.</exception>
    public Stream Open(ZipEntry entry) => new EntryStream(_open(), entry);

    private static List<ZipEntry> Read(Stream archive, ZipLimits limits)
    {
        if (archive.Length > limits.MaxLength)
            throw ZipRejected.Limit("The archive is longer than is read.");
        var tail = ZipTail.Find(archive);
        var entries = ZipDirectory.Read(archive, tail, limits);
        RequireSizes(entries, limits);
        entries = ZipLayout.Place(archive, entries, tail);
        NameCollisions.Reject(entries);
        return entries;
    }

    private static void RequireSizes(List<ZipEntry> entries, ZipLimits limits)
    {
        var (expanded, compressed) = (0L, 0L);
        foreach (var entry in entries)
        {
            if (entry.Length > limits.MaxExpanded - expanded)
                throw ZipRejected.Limit("The archive holds more than is inflated.");
            if (entry.CompressedLength > limits.MaxLength - compressed)
                throw ZipRejected.Malformed("Entries overlap, or something lies between them.");
            expanded += entry.Length;
            compressed += entry.CompressedLength;
            RequireRatio(entry.Length, entry.CompressedLength, limits);
        }
        RequireRatio(expanded, compressed, limits);
    }

    private static void RequireRatio(long length, long compressed, ZipLimits limits)
    {
        if (length > limits.RatioFreeLength && length / limits.MaxRatio > compressed)
            throw ZipRejected.Limit("A file, or all together, inflates to more than a honest one would.");
    }
}
