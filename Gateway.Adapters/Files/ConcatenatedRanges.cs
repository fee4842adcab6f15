namespace Gateway.Adapters.Files;

/// <summary>Parts of a seekable stream, one after the other, as a stream.</summary>
internal sealed class ConcatenatedRanges : ReadOnlyStream
{
    private readonly Stream whole;
    private readonly IReadOnlyList<(long Start, long End)> parts;

    /// <summary>Where each part begins in this stream, and where the last one ends.</summary>
    private readonly long[] places;

    public ConcatenatedRanges(Stream whole, IReadOnlyList<(long Start, long End)> parts)
    {
        (this.whole, this.parts) = (whole, parts);
        places = new long[parts.Count + 1];
        for (var i = 0; i < parts.Count; i++)
            places[i + 1] = places[i] + parts[i].End - parts[i].Start;
    }

    public override bool CanSeek => true;

    public override long Length => places[^1];

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer) =>
        Passed(Go(buffer.Length) is > 0 and var left ? whole.Read(buffer[..left]) : 0);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Passed(Go(buffer.Length) is > 0 and var left ? await whole.ReadAsync(buffer[..left], cancellationToken) : 0);

    /// <summary>Moves the whole stream to the current position.</summary>
    /// <returns>How much can be read there at once.</returns>
    private int Go(int wanted)
    {
        if (Position >= Length)
            return 0;
        var found = Array.BinarySearch(places, Position);
        var part = found >= 0 ? found : ~found - 1;
        // An empty part ends where it begins.
        while (places[part + 1] == places[part])
            part++;
        whole.Position = parts[part].Start + Position - places[part];
        return (int)Math.Min(wanted, places[part + 1] - Position);
    }

    private int Passed(int read)
    {
        Position += read;
        return read;
    }
}
