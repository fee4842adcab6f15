using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Adapters.Xml;

/// <summary>
/// Byte strings by number, each kept once. The hash key is new in every process, so that no crafted document can put all
/// names into one slot.
/// </summary>
internal sealed class ByteTable
{
    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
    private static readonly ulong Key = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;

    private byte[] _bytes = new byte[512];
    private int _used;
    private Entry[] _entries = new Entry[32];
    private int[] _slots = new int[64]; // number + 1; 0 is free

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int number] => _bytes.AsSpan(_entries[number].Start, _entries[number].Length);

    public int Intern(ReadOnlySpan<byte> value, out bool isNew)
    {
        var hash = Hash(value);
        var number = Find(value, hash, out var slot);
        isNew = number < 0;
        return isNew ? Add(value, hash, slot) : number;
    }

    /// <summary>Below zero when it is not in the table.</summary>
    public int Find(ReadOnlySpan<byte> value) => Find(value, Hash(value), out _);

    /// <param name="slot">Where it is, or belongs.</param>
    private int Find(ReadOnlySpan<byte> value, uint hash, out int slot)
    {
        slot = (int)hash & (_slots.Length - 1);
        for (int taken; (taken = _slots[slot]) != 0; slot = (slot + 1) & (_slots.Length - 1))
            if (_entries[taken - 1].Hash == hash && this[taken - 1].SequenceEqual(value))
                return taken - 1;
        return -1;
    }

    private int Add(ReadOnlySpan<byte> value, uint hash, int slot)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, 2 * Count);
        while (_bytes.Length - _used < value.Length)
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        value.CopyTo(_bytes.AsSpan(_used));
        _entries[Count] = new Entry(_used, value.Length, hash);
        _used += value.Length;
        _slots[slot] = ++Count;
        if (2 * Count > _slots.Length)
            Spread();
        return Count - 1;
    }

    private void Spread()
    {
        _slots = new int[2 * _slots.Length];
        for (var number = 0; number < Count; number++)
        {
            var slot = (int)_entries[number].Hash & (_slots.Length - 1);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = number + 1;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = Seed ^ (ulong)value.Length;
        while (value.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(value));
            value = value[8..];
        }
        ulong rest = 0;
        if (value.Length >= 4)
            rest =
                BinaryPrimitives.ReadUInt32LittleEndian(value)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(value[^4..]) << 32);
        else
            foreach (var b in value)
                rest = (rest << 8) | b;
        hash = Fold(hash ^ rest);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, Key, out var low);
        return high ^ low;
    }

    private readonly record struct Entry(int Start, int Length, uint Hash);
}
