using System.IO.Compression;
using Gateway.Adapters.Files;

namespace Gateway.Adapters.Zip;

/// <summary>
/// The inflated bytes of an entry: never more than the directory states, and at the end exactly as many, with the stated
/// checksum. Owns the archive it reads from.
/// </summary>
internal sealed class EntryStream : ReadOnlyStream
{
    private readonly ZipEntry _entry;
    private readonly Stream _stored;
    private readonly Stream _inflated;
    private Crc32 _crc = new();
    private bool _isChecked;

    public EntryStream(Stream archive, ZipEntry entry)
    {
        _entry = entry;
        _stored = new StreamRange(archive, entry.DataOffset, entry.CompressedLength);
        _inflated = entry.IsStored ? _stored : new DeflateStream(_stored, CompressionMode.Decompress, leaveOpen: false);
    }

    public override bool CanSeek => false;

    public override long Length => _entry.Length;

    /// <summary>How many bytes were read.</summary>
    public override long Position { get; set; }

    /// <exception cref="InvalidDataException">The entry is not what the directory says.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        var left = Length - Position;
        if (left > 0)
        {
            var read = _inflated.Read(buffer[..(int)Math.Min(buffer.Length, left)]);
            if (read == 0)
                throw new InvalidDataException("An entry is shorter than the archive says.");
            Take(buffer[..read]);
            return read;
        }
        Check();
        return 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Length == Position || buffer.IsEmpty)
            return Read(buffer.Span);
        var read = await _inflated.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Length - Position)], cancellationToken);
        if (read == 0)
            throw new InvalidDataException("An entry is shorter than the archive says.");
        Take(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inflated.Dispose();
        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> octets)
    {
        _crc.Append(octets);
        Position += octets.Length;
    }

    private void Check()
    {
        if (_isChecked)
            return;
        Span<byte> more = stackalloc byte[1];
        if (_inflated.Read(more) > 0)
            throw new InvalidDataException("An entry is longer than the archive says.");
        if (_stored.Position < _stored.Length)
            throw new InvalidDataException("Something follows the compressed bytes of an entry.");
        if (_crc.Value != _entry.Crc32)
            throw new InvalidDataException("An entry does not have the checksum the archive says.");
        _isChecked = true;
    }
}
