using System.Security.Cryptography;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Vault;

/// <summary>Reads an item forward, one authenticated chunk in memory at a time.</summary>
internal sealed class VaultStream(
    ChunkCipher cipher,
    long size,
    int chunks,
    Func<int, CancellationToken, Task<byte[]>> readChunk
) : Stream
{
    private byte[] current = [];
    private int next;
    private int offset;
    private long position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => size;
    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (offset == current.Length && next < chunks)
        {
            var sealedChunk = await readChunk(next, cancellationToken);
            try
            {
                current = cipher.Open(next, isLast: next == chunks - 1, sealedChunk);
            }
            catch (AuthenticationTagMismatchException exception)
            {
                throw new VaultItemUnreadableException($"Chunk {next} of a vault item was altered.", exception);
            }
            next++;
            offset = 0;
        }
        var count = Math.Min(buffer.Length, current.Length - offset);
        current.AsMemory(offset, count).CopyTo(buffer);
        offset += count;
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            cipher.Dispose();
        base.Dispose(disposing);
    }
}
