using Gateway.Adapters.Files;
using MailKit;

namespace Gateway.Adapters.Channels.Email;

/// <summary>
/// A message of a mailbox read block by block (RFC 3501, partial FETCH), so that no more than a block is in memory.
/// </summary>
internal sealed class FetchedMail(IMailFolder folder, UniqueId id) : ReadOnlyStream
{
    private const int BlockSize = 1 << 20;

    private Stream block = Null;
    private int position;
    private bool isAtEnd;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await block.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                return count;
            if (isAtEnd)
                return 0;
            await block.DisposeAsync();
            block = await folder.GetStreamAsync(id, position, BlockSize, cancellationToken);
            position += (int)block.Length;
            isAtEnd = block.Length < BlockSize;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            block.Dispose();
        base.Dispose(disposing);
    }
}
