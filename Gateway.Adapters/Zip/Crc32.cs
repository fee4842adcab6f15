namespace Gateway.Adapters.Zip;

/// <summary>The checksum of ZIP (ISO/IEC 3309, polynomial EDB88320 reflected), over octets as they come.</summary>
internal struct Crc32()
{
    private static readonly uint[][] Tables = Make();
    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> octets)
    {
        var crc = new Crc32();
        crc.Append(octets);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        var (crc, tables) = (_state, Tables);
        for (; octets.Length >= 8; octets = octets[8..])
        {
            crc ^= octets[0] | (uint)octets[1] << 8 | (uint)octets[2] << 16 | (uint)octets[3] << 24;
            crc =
                tables[7][crc & 0xFF]
                ^ tables[6][crc >> 8 & 0xFF]
                ^ tables[5][crc >> 16 & 0xFF]
                ^ tables[4][crc >> 24]
                ^ tables[3][octets[4]]
                ^ tables[2][octets[5]]
                ^ tables[1][octets[6]]
                ^ tables[0][octets[7]];
        }
        foreach (var octet in octets)
            crc = tables[0][(crc ^ octet) & 0xFF] ^ crc >> 8;
        _state = crc;
    }

    private static uint[][] Make()
    {
        var tables = new uint[8][];
        for (var slice = 0; slice < 8; slice++)
        {
            tables[slice] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                var crc = slice == 0 ? (uint)i : tables[slice - 1][i];
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
                tables[slice][i] = crc;
            }
        }
        return tables;
    }
}
