namespace Gateway.Adapters.Zip;

/// <summary>Reads a part of the archive at its place.</summary>
internal static class StreamReadAt
{
    public static byte[] ReadAt(this Stream archive, long offset, int length)
    {
        if (offset < 0 || offset > archive.Length - length)
            throw ZipRejected.Malformed("A record lies beyond the end of the archive.");
        var octets = new byte[length];
        archive.Position = offset;
        archive.ReadExactly(octets);
        return octets;
    }
}
