namespace Gateway.Adapters.Zip;

/// <summary>
/// The central directory (APPNOTE 4.3.12): the only source for the entries of an archive; every local header
/// must match it.
/// </summary>
internal static class ZipDirectory
{
    private const int LeastRecord = 46;

    /// <returns>In the order of the directory, with places not yet checked.</returns>
    public static List<ZipEntry> Read(Stream archive, ZipTail tail, ZipLimits limits)
    {
        if (tail.Entries > limits.MaxEntries)
            throw ZipRejected.Limit("The archive has more entries than are read.");
        if (tail.DirectoryLength > limits.MaxDirectory)
            throw ZipRejected.Limit("The central directory is longer than is read.");
        if (tail.Entries * LeastRecord > tail.DirectoryLength)
            throw ZipRejected.Malformed("The central directory holds fewer entries than it says.");
        var fields = new ZipFields(archive.ReadAt(tail.DirectoryOffset, (int)tail.DirectoryLength));
        var entries = new List<ZipEntry>((int)tail.Entries);
        while (!fields.IsAtEnd)
            entries.Add(Read(ref fields, limits));
        return entries.Count == tail.Entries
            ? entries
            : throw ZipRejected.Malformed("The central directory holds other entries than it says.");
    }

    private static ZipEntry Read(ref ZipFields fields, ZipLimits limits)
    {
        fields.Expect(0x02014B50);
        fields.Int(); // versions
        var flags = (ZipFlags)fields.Short();
        RequireRead(flags);
        var isStored = Method(fields.Short());
        fields.Int(); // time
        var crc = fields.Int();
        var (compressed, length) = ((long)fields.Int(), (long)fields.Int());
        var (nameLength, extraLength, commentLength) = (fields.Short(), fields.Short(), fields.Short());
        var disk = fields.Short();
        fields.Short(); // internal attributes
        RequireFile(fields.Int());
        var offset = (long)fields.Int();
        var raw = fields.Octets(nameLength).ToArray();
        var extra = ExtraFields.Read(fields.Octets(extraLength));
        fields.Octets(commentLength);
        (length, compressed, offset, disk) = extra.Large(length, compressed, offset, disk);
        if (disk != 0)
            throw ZipRejected.Unsupported("The archive has several volumes.");
        if (isStored && length != compressed)
            throw ZipRejected.Malformed("A stored file has two lengths.");
        var entry = new ZipEntry(EntryName.Read(raw, extra, limits), length, compressed, isStored, crc, offset)
        {
            Flags = flags,
            RawName = raw,
        };
        return !entry.IsFolder || length == 0 ? entry : throw ZipRejected.Malformed("A folder has content.");
    }

    /// <returns>Whether stored.</returns>
    public static bool Method(ushort method) =>
        method switch
        {
            0 => true,
            8 => false,
            _ => throw ZipRejected.Unsupported("A file is compressed by a method other than Deflate."),
        };

    private static void RequireRead(ZipFlags flags)
    {
        if ((flags & (ZipFlags.Encrypted | ZipFlags.StrongEncryption | ZipFlags.MaskedHeaders)) != 0)
            throw ZipRejected.Unsupported("A file or the directory is encrypted.");
        if ((flags & ~ZipFlags.Read) != 0)
            throw ZipRejected.Unsupported("A flag of an entry is not one that is read.");
    }

    /// <summary>Checks the Unix mode: a regular file, a folder, or not stated; never a link or a device.</summary>
    private static void RequireFile(uint attributes)
    {
        if ((attributes >> 28) is not (0 or 0x8 or 0x4))
            throw ZipRejected.Unsupported("An entry is a link or a device.");
    }
}
