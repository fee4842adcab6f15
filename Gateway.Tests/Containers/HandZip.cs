using System.IO.Compression;
using System.Text;
using Gateway.Adapters.Zip;

namespace Gateway.Tests.Containers;

/// <summary>An archive written byte by byte, with every field open to be wrong.</summary>
public sealed class HandZip
{
    private readonly List<byte> _archive = [];
    private readonly List<byte> _directory = [];
    private int _entries;

    public byte[] Comment { get; init; } = [];

    /// <summary>The number of entries that is written; null for the right one.</summary>
    public int? Entries { get; init; }

    /// <summary>Writes the record for large archives, with this number of entries, and leaves the small one full.</summary>
    public long? LargeEntries { get; init; }

    /// <summary>Between the record for large archives and its locator.</summary>
    public byte[] Gap { get; init; } = [];

    public static byte[] Deflate(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return bytes.ToArray();
    }

    public HandZip Raw(byte[] bytes)
    {
        _archive.AddRange(bytes);
        return this;
    }

    public HandZip Add(string name, string content) => Add(new HandEntry(name, Encoding.UTF8.GetBytes(content)));

    public HandZip Add(HandEntry entry)
    {
        var offset = entry.Offset ?? (uint)_archive.Count;
        if (entry.Offset is null)
            _archive.AddRange(Written(record => WriteLocal(record, entry)));
        _directory.AddRange(Written(record => WriteDirectory(record, entry, offset)));
        _entries++;
        return this;
    }

    public byte[] Bytes() =>
        [
            .. _archive,
            .. _directory,
            .. Written(end =>
            {
                if (LargeEntries is { } large)
                    WriteLarge(end, large);
                end.Write(0x06054B50u);
                end.Write(0u);
                end.Write((ushort)(Entries ?? (LargeEntries is null ? _entries : 0xFFFF)));
                end.Write((ushort)(Entries ?? (LargeEntries is null ? _entries : 0xFFFF)));
                end.Write(LargeEntries is null ? (uint)_directory.Count : uint.MaxValue);
                end.Write(LargeEntries is null ? (uint)_archive.Count : uint.MaxValue);
                end.Write((ushort)Comment.Length);
                end.Write(Comment);
            }),
        ];

    private void WriteLarge(BinaryWriter end, long entries)
    {
        end.Write(0x06064B50u);
        end.Write(44L);
        end.Write(45 << 16 | 45);
        end.Write(0L);
        end.Write(entries);
        end.Write(entries);
        end.Write((long)_directory.Count);
        end.Write((long)_archive.Count);
        end.Write(Gap);
        end.Write(0x07064B50u);
        end.Write(0u);
        end.Write((long)(_archive.Count + _directory.Count));
        end.Write(1u);
    }

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
            write(writer);
        return bytes.ToArray();
    }

    private static void WriteLocal(BinaryWriter local, HandEntry entry)
    {
        var isLate = (entry.Flags & 8) != 0;
        local.Write(0x04034B50u);
        local.Write((ushort)20);
        local.Write(entry.LocalFlags ?? entry.Flags);
        local.Write(entry.LocalMethod ?? entry.Method);
        local.Write(0u);
        local.Write(isLate ? 0 : entry.LocalCrc ?? entry.Crc);
        local.Write(isLate ? 0 : entry.LocalCompressedLength ?? (uint)entry.Stored.Length);
        local.Write(isLate ? 0 : entry.LocalLength ?? entry.Length);
        var name = entry.LocalName ?? entry.RawName;
        local.Write((ushort)name.Length);
        local.Write((ushort)entry.LocalExtra.Length);
        local.Write(name);
        local.Write(entry.LocalExtra);
        local.Write(entry.Stored);
        local.Write(entry.Descriptor);
    }

    private static void WriteDirectory(BinaryWriter record, HandEntry entry, uint offset)
    {
        record.Write(0x02014B50u);
        record.Write((ushort)(3 << 8 | 20));
        record.Write((ushort)20);
        record.Write(entry.Flags);
        record.Write(entry.Method);
        record.Write(0u);
        record.Write(entry.Crc);
        record.Write(entry.CompressedLength ?? (uint)entry.Stored.Length);
        record.Write(entry.Length);
        record.Write((ushort)entry.RawName.Length);
        record.Write((ushort)entry.Extra.Length);
        record.Write(0u);
        record.Write((ushort)0);
        record.Write(entry.Attributes);
        record.Write(offset);
        record.Write(entry.RawName);
        record.Write(entry.Extra);
    }
}

/// <summary>
/// What local header and directory say of an entry; what is null in the local header is said as in the directory.
/// </summary>
public sealed record HandEntry
{
    public HandEntry(string name, byte[] content) =>
        (RawName, Stored, Length, Crc) = (Encoding.UTF8.GetBytes(name), content, (uint)content.Length, Crc32.Of(content));

    public static HandEntry Deflated(string name, byte[] content) =>
        new(name, content) { Method = 8, Stored = HandZip.Deflate(content) };

    public byte[] RawName { get; init; }
    public byte[] Stored { get; init; }
    public uint Length { get; init; }
    public uint Crc { get; init; }
    public uint? CompressedLength { get; init; }
    public ushort Flags { get; init; } = 1 << 11;
    public ushort Method { get; init; }
    public uint Attributes { get; init; }
    public byte[] Extra { get; init; } = [];

    /// <summary>Of another entry's local header: this one writes none.</summary>
    public uint? Offset { get; init; }

    public byte[]? LocalName { get; init; }
    public ushort? LocalFlags { get; init; }
    public ushort? LocalMethod { get; init; }
    public uint? LocalCrc { get; init; }
    public uint? LocalLength { get; init; }
    public uint? LocalCompressedLength { get; init; }
    public byte[] LocalExtra { get; init; } = [];
    public byte[] Descriptor { get; init; } = [];
}
