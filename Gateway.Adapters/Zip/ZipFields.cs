using System.Buffers.Binary;

namespace Gateway.Adapters.Zip;

/// <summary>Little-endian numbers of a record (APPNOTE 4.1.1), read one after the other.</summary>
internal ref struct ZipFields(ReadOnlySpan<byte> octets)
{
    private ReadOnlySpan<byte> _left = octets;

    public readonly bool IsAtEnd => _left.IsEmpty;

    public readonly int Left => _left.Length;

    public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Octets(2));

    public uint Int() => BinaryPrimitives.ReadUInt32LittleEndian(Octets(4));

    /// <summary>No position in a file needs more than 63 bits.</summary>
    public long Long() =>
        BinaryPrimitives.ReadInt64LittleEndian(Octets(8)) is >= 0 and var value
            ? value
            : throw ZipRejected.Malformed("A size or place is not one.");

    public ReadOnlySpan<byte> Octets(int length)
    {
        if (length > _left.Length)
            throw ZipRejected.Malformed("A record breaks off.");
        var octets = _left[..length];
        _left = _left[length..];
        return octets;
    }

    public void Expect(uint signature)
    {
        if (Int() != signature)
            throw ZipRejected.Malformed("A record is not where it must be.");
    }
}
