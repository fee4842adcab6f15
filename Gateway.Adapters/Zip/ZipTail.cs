namespace Gateway.Adapters.Zip;

/// <summary>
/// The record at the end of an archive (APPNOTE 4.3.16, with 4.3.14 and 4.3.15). There is exactly one place where it can be:
/// an archive in which two readers may start from two different ends is rejected.
/// </summary>
internal readonly record struct ZipTail(long Entries, long DirectoryOffset, long DirectoryLength, long Start)
{
    private const int Length = 22;
    private const int LocatorLength = 20;
    private const int Record64Length = 56;
    private static readonly byte[] Signature = [0x50, 0x4B, 0x05, 0x06];

    public static ZipTail Find(Stream archive)
    {
        var end = archive.ReadAt(
            Math.Max(0, archive.Length - Length - ushort.MaxValue),
            (int)Math.Min(archive.Length, Length + ushort.MaxValue)
        );
        var start = archive.Length - end.Length + PlaceIn(end);
        var fields = new ZipFields(archive.ReadAt(start, Length));
        fields.Expect(0x06054B50);
        RequireOneVolume(fields.Short(), fields.Short());
        var (onThis, entries) = (fields.Short(), fields.Short());
        if (onThis != entries)
            throw ZipRejected.Unsupported("The archive has several volumes.");
        var (length, offset) = (fields.Int(), fields.Int());
        var tail = new ZipTail(entries, offset, length, start);
        tail = tail.Large(archive);
        return tail.DirectoryOffset <= tail.Start && tail.DirectoryLength == tail.Start - tail.DirectoryOffset
            ? tail
            : throw ZipRejected.Malformed("The central directory does not end where the end of the archive begins.");
    }

    private static int PlaceIn(ReadOnlySpan<byte> end)
    {
        var (found, last) = (-1, -1);
        for (var at = 0; at <= end.Length - Length; at++)
        {
            if (!end[at..].StartsWith(Signature))
                continue;
            last = at;
            if ((end[at + 20] | end[at + 21] << 8) != end.Length - at - Length)
                continue;
            if (found >= 0)
                throw ZipRejected.Malformed("The archive has two ends.");
            found = at;
        }
        if (found < 0)
            throw ZipRejected.Malformed("It is no ZIP archive, or not the whole of one, or something follows it.");
        return last == found ? found : throw ZipRejected.Malformed("The comment of the archive holds another end.");
    }

    /// <summary>With the numbers that did not fit, where there are any.</summary>
    private ZipTail Large(Stream archive)
    {
        if (Start < LocatorLength + Record64Length)
            return this;
        var locator = new ZipFields(archive.ReadAt(Start - LocatorLength, LocatorLength));
        if (locator.Int() != 0x07064B50)
            return this;
        var disk = locator.Int();
        var start = locator.Long();
        if (disk != 0 || locator.Int() > 1)
            throw ZipRejected.Unsupported("The archive has several volumes.");

        var record = new ZipFields(archive.ReadAt(start, Record64Length));
        record.Expect(0x06064B50);
        if (record.Long() != Record64Length - 12 || start + Record64Length != Start - LocatorLength)
            throw ZipRejected.Malformed("Something lies between the records at the end.");
        record.Int(); // versions
        RequireOneVolume(record.Int(), record.Int());
        var large = new ZipTail(record.Long(), 0, 0, start);
        if (record.Long() != large.Entries)
            throw ZipRejected.Unsupported("The archive has several volumes.");
        large = large with { DirectoryLength = record.Long(), DirectoryOffset = record.Long() };
        return
            Agree(Entries, ushort.MaxValue, large.Entries)
            && Agree(DirectoryLength, uint.MaxValue, large.DirectoryLength)
            && Agree(DirectoryOffset, uint.MaxValue, large.DirectoryOffset)
            ? large
            : throw ZipRejected.Malformed("The two records at the end contradict each other.");
    }

    private static bool Agree(long small, long full, long large) => small == large || small == full;

    private static void RequireOneVolume(uint disk, uint ofDirectory)
    {
        if (disk != 0 || ofDirectory != 0)
            throw ZipRejected.Unsupported("The archive has several volumes.");
    }
}
