using System.Buffers;

namespace Gateway.Adapters.Xml;

/// <summary>Takes the bytes of a canonical form in small pieces and hands them on in large ones, up to a limit.</summary>
internal abstract class OctetSink(long limit) : IDisposable
{
    private const int Size = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _used;

    /// <summary>How many bytes were handed on.</summary>
    public long Taken { get; private set; }

    public void Write(ReadOnlySpan<byte> octets)
    {
        if (octets.TryCopyTo(_buffer.AsSpan(_used)))
        {
            _used += octets.Length;
            return;
        }
        Flush();
        if (octets.Length >= Size)
            Count(octets);
        else
        {
            octets.CopyTo(_buffer);
            _used = octets.Length;
        }
    }

    public void Write(byte octet)
    {
        if (_used == _buffer.Length)
            Flush();
        _buffer[_used++] = octet;
    }

    /// <summary>Hands on what is left.</summary>
    public void Flush()
    {
        if (_used > 0)
            Count(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    protected abstract void Take(ReadOnlySpan<byte> octets);

    private void Count(ReadOnlySpan<byte> octets)
    {
        Taken += octets.Length;
        if (Taken > limit)
            throw new OctetsExceeded();
        Take(octets);
    }
}

/// <summary>A canonical form became longer than it was allowed to be.</summary>
internal sealed class OctetsExceeded() : Exception("More octets than are allowed.");

/// <summary>Keeps the bytes.</summary>
internal sealed class MemorySink(long limit = long.MaxValue) : OctetSink(limit)
{
    private readonly ArrayBufferWriter<byte> _octets = new();

    public byte[] ToArray()
    {
        Flush();
        return _octets.WrittenSpan.ToArray();
    }

    protected override void Take(ReadOnlySpan<byte> octets) => _octets.Write(octets);
}
