namespace Gateway.Adapters.Zip;

/// <summary>One entry of an archive, as its central directory and its local header agree to describe it.</summary>
/// <param name="Name">Relative, with slashes; ends with one for a folder. Safe to be a path, and different from all
/// others.</param>
/// <param name="Length">Inflated, in bytes.</param>
/// <param name="CompressedLength">Length in the archive, in bytes.</param>
/// <param name="IsStored">True when stored uncompressed; otherwise deflated.</param>
/// <param name="Offset">Position of its local header; 0 for the first entry.</param>
public sealed record ZipEntry(string Name, long Length, long CompressedLength, bool IsStored, uint Crc32, long Offset)
{
    public bool IsFolder => Name.EndsWith('/');

    /// <summary>Its local header carries an extra field, so that its bytes do not follow its name at once.</summary>
    public bool HasExtraField { get; internal init; }

    /// <summary>Position of its first byte.</summary>
    internal long DataOffset { get; init; }

    internal long DataEnd => DataOffset + CompressedLength;

    internal ZipFlags Flags { get; init; }

    /// <summary>As it is written, for the local header to repeat.</summary>
    internal byte[] RawName { get; init; } = [];
}

/// <summary>General purpose flags (APPNOTE 4.4.4): those that are read.</summary>
[Flags]
internal enum ZipFlags : ushort
{
    None = 0,
    Encrypted = 1 << 0,
    DeflateOptions = 1 << 1 | 1 << 2,

    /// <summary>Sizes and checksum follow the data.</summary>
    DataDescriptor = 1 << 3,
    StrongEncryption = 1 << 6,
    Utf8 = 1 << 11,
    MaskedHeaders = 1 << 13,

    Read = DeflateOptions | DataDescriptor | Utf8,
}
