using Gateway.Adapters.Files;

namespace Gateway.Adapters.Zip;

/// <summary>
/// A range of bytes of a seekable stream; owns the stream. The last byte is returned alone, on request, which shows whether
/// a reader that reads ahead needed all of them.
/// </summary>
internal sealed class StreamRange : ReadOnlyStream
{
    private readonly Stream _whole;
    private readonly long _start;

    public StreamRange(Stream whole, long start, long length)
    {
        (_whole, _start, Length) = (whole, start, length);
        _whole.Position = start;
    }

    public override bool CanSeek => true;

    public override long Length { get; }

    public override long Position
    {
        get => _whole.Position - _start;
        set => _whole.Position = _start + value;
    }

    public override int Read(Span<byte> buffer) => _whole.Read(buffer[..Most(buffer.Length)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _whole.ReadAsync(buffer[..Most(buffer.Length)], cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _whole.Dispose();
        base.Dispose(disposing);
    }

    private int Most(int length) =>
        (int)Math.Clamp(Length - Position is > 1 and var left ? left - 1 : Length - Position, 0, length);
}
