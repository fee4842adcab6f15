using System.Text;

namespace Gateway.Adapters.Zip;

/// <summary>The two extra fields of an entry (APPNOTE 4.5) that could change it: large sizes, and a second name.</summary>
internal readonly record struct ExtraFields(byte[]? Zip64, string? UnicodePath)
{
    private const int Zip64Id = 0x0001;
    private const int UnicodePathId = 0x7075;

    public static ExtraFields Read(ReadOnlySpan<byte> octets)
    {
        var fields = new ZipFields(octets);
        var extra = default(ExtraFields);
        while (fields.Left >= 4)
        {
            var id = fields.Short();
            var content = fields.Octets(fields.Short());
            if (id == Zip64Id && extra.Zip64 is not null || id == UnicodePathId && extra.UnicodePath is not null)
                throw ZipRejected.Malformed("An extra field is there twice.");
            if (id == Zip64Id)
                extra = extra with { Zip64 = content.ToArray() };
            if (id == UnicodePathId)
                extra = extra with { UnicodePath = content.Length > 5 ? Encoding.UTF8.GetString(content[5..]) : "" };
        }
        return fields.Octets(fields.Left).IndexOfAnyExcept((byte)0) < 0
            ? extra
            : throw ZipRejected.Malformed("An extra field breaks off.");
    }

    /// <summary>The numbers of a directory entry, with those that did not fit in their places.</summary>
    public (long Length, long Compressed, long Offset, ushort Disk) Large(
        long length,
        long compressed,
        long offset,
        ushort disk
    )
    {
        var fields = new ZipFields(Zip64);
        if (length == uint.MaxValue)
            length = fields.Long();
        if (compressed == uint.MaxValue)
            compressed = fields.Long();
        if (offset == uint.MaxValue)
            offset = fields.Long();
        if (disk == ushort.MaxValue)
            disk = fields.Int() == 0 ? (ushort)0 : disk;
        return (length, compressed, offset, disk);
    }
}
