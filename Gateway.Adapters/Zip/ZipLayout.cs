namespace Gateway.Adapters.Zip;

/// <summary>
/// Checks every local header (APPNOTE 4.3.7) against the central directory, and that the entries follow one another from the
/// first byte to the directory. So none overlap, none is hidden between two, and nothing precedes them.
/// </summary>
internal static class ZipLayout
{
    private const int HeaderLength = 30;

    /// <returns>The entries in the order of the archive.</returns>
    public static List<ZipEntry> Place(Stream archive, List<ZipEntry> entries, ZipTail tail)
    {
        entries.Sort((one, other) => one.Offset.CompareTo(other.Offset));
        var (placed, at) = (new List<ZipEntry>(entries.Count), 0L);
        foreach (var (index, entry) in entries.Index())
        {
            if (entry.Offset != at)
                throw ZipRejected.Malformed("Entries overlap, or something lies between them.");
            var end = index + 1 < entries.Count ? entries[index + 1].Offset : tail.DirectoryOffset;
            placed.Add(Locate(archive, entry, end));
            at = end;
        }
        return at == tail.DirectoryOffset
            ? placed
            : throw ZipRejected.Malformed("Something lies before the central directory.");
    }

    private static ZipEntry Locate(Stream archive, ZipEntry entry, long end)
    {
        var header = new ZipFields(archive.ReadAt(entry.Offset, HeaderLength));
        header.Expect(0x04034B50);
        header.Short(); // version
        var agrees = (ZipFlags)header.Short() == entry.Flags & ZipDirectory.Method(header.Short()) == entry.IsStored;
        header.Int(); // time
        var (crc, compressed, length) = (header.Int(), header.Int(), header.Int());
        var (nameLength, extraLength) = (header.Short(), header.Short());
        var start = entry.Offset + HeaderLength + nameLength + extraLength;
        if (start > end - entry.CompressedLength)
            throw ZipRejected.Malformed("Entries overlap, or something lies between them.");
        var names = new ZipFields(archive.ReadAt(entry.Offset + HeaderLength, nameLength + extraLength));
        agrees &= names.Octets(nameLength).SequenceEqual(entry.RawName);
        var extra = ExtraFields.Read(names.Octets(extraLength));
        var isLate = entry.Flags.HasFlag(ZipFlags.DataDescriptor);
        (var large, var largeCompressed, _, _) = extra.Large(length, compressed, 0, 0);
        agrees &=
            Says(crc, entry.Crc32, isLate)
            && Says(large, entry.Length, isLate)
            && Says(largeCompressed, entry.CompressedLength, isLate);
        agrees &= extra.UnicodePath is null || extra.UnicodePath == entry.Name;
        if (!agrees)
            throw ZipRejected.Malformed("A local header contradicts the central directory.");

        var placed = entry with { DataOffset = start, HasExtraField = extraLength > 0 };
        RequireDescriptor(archive, placed, end, isLate);
        return placed;
    }

    /// <summary>A value that follows the data may be zero here; some producers write the known value.</summary>
    private static bool Says(long here, long there, bool isLate) => here == there || isLate && here == 0;

    /// <summary>
    /// What follows the data (APPNOTE 4.3.9): with or without its signature, with sizes of four or of eight bytes.
    /// </summary>
    private static void RequireDescriptor(Stream archive, ZipEntry entry, long end, bool isLate)
    {
        var rest = end - entry.DataEnd;
        var isOfLength = isLate ? rest is 12 or 16 or 20 or 24 : rest == 0;
        if (!isOfLength)
            throw ZipRejected.Malformed("Entries overlap, or something lies between them.");
        if (!isLate)
            return;
        var fields = new ZipFields(archive.ReadAt(entry.DataEnd, (int)rest));
        if (rest is 16 or 24)
            fields.Expect(0x08074B50);
        var agrees = fields.Int() == entry.Crc32;
        agrees &= (rest < 20 ? fields.Int() : fields.Long()) == entry.CompressedLength;
        agrees &= (rest < 20 ? fields.Int() : fields.Long()) == entry.Length;
        if (!agrees)
            throw ZipRejected.Malformed("What follows an entry contradicts the central directory.");
    }
}
