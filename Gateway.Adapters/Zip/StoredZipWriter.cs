using System.Text;

namespace Gateway.Adapters.Zip;

/// <summary>
/// Writes a ZIP archive with every file stored as it is, and nothing in it that depends on when, where or with which
/// library it was written: the same files give the same bytes.
/// </summary>
internal sealed class StoredZipWriter(Stream destination) : IDisposable
{
    private const uint FirstOfJanuary1980 = 0x0021_0000;
    private const ushort Version = 20;
    private const long Most = uint.MaxValue - 1;

    private readonly MemoryStream _directory = new();
    private long _position;
    private int _entries;

    /// <param name="open">Read twice: to be measured, then to be copied.</param>
    /// <exception cref="InvalidDataException">The second reading differs, or the file exceeds what an archive of this kind
    /// holds.</exception>
    public void Add(string name, Func<Stream> open)
    {
        var raw = Encoding.UTF8.GetBytes(name);
        var flags = raw.Length == name.Length ? ZipFlags.None : ZipFlags.Utf8;
        var (crc, length) = Copy(open, Stream.Null);
        if (_position + length + 30 + raw.Length > Most || _entries == ushort.MaxValue - 1)
            throw new InvalidDataException("The archive would be too long.");
        var offset = (uint)_position;
        Write(
            record =>
            {
                record.Write(0x04034B50u);
                Describe(record, flags, crc, (uint)length, raw);
                record.Write(raw);
            },
            destination
        );
        _position += 30 + raw.Length + length;
        if (Copy(open, destination) != (crc, length))
            throw new InvalidDataException("A file changed while it was written.");
        Write(
            record =>
            {
                record.Write(0x02014B50u);
                record.Write(Version);
                Describe(record, flags, crc, (uint)length, raw);
                record.Write(0u); // comment, volume
                record.Write(0u); // attributes of two kinds
                record.Write((ushort)0);
                record.Write(offset);
                record.Write(raw);
            },
            _directory
        );
        _entries++;
    }

    public void Finish() =>
        Write(
            record =>
            {
                record.Write(_directory.GetBuffer(), 0, (int)_directory.Length);
                record.Write(0x06054B50u);
                record.Write(0u);
                record.Write((ushort)_entries);
                record.Write((ushort)_entries);
                record.Write((uint)_directory.Length);
                record.Write((uint)_position);
                record.Write((ushort)0);
            },
            destination
        );

    public void Dispose() => _directory.Dispose();

    private static void Describe(BinaryWriter record, ZipFlags flags, uint crc, uint length, byte[] name)
    {
        record.Write(Version);
        record.Write((ushort)flags);
        record.Write((ushort)0); // stored
        record.Write(FirstOfJanuary1980);
        record.Write(crc);
        record.Write(length);
        record.Write(length);
        record.Write((ushort)name.Length);
        record.Write((ushort)0); // no extra field
    }

    private static void Write(Action<BinaryWriter> write, Stream destination)
    {
        using var record = new BinaryWriter(destination, Encoding.UTF8, leaveOpen: true);
        write(record);
    }

    private static (uint Crc, long Length) Copy(Func<Stream> open, Stream destination)
    {
        using var source = open();
        var (crc, length, buffer) = (new Crc32(), 0L, new byte[64 * 1024]);
        for (int read; (read = source.Read(buffer)) > 0; length += read)
        {
            crc.Append(buffer.AsSpan(0, read));
            destination.Write(buffer, 0, read);
        }
        return (crc.Value, length);
    }
}
