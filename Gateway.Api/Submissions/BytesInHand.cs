using System.Threading.RateLimiting;

namespace Gateway.Api.Submissions;

/// <summary>How many bytes of submissions each authority has in hand. A single submission has limits of its own.</summary>
internal sealed class BytesInHand(long most)
{
    public const string Exceeded = "Submissions of your authority hold too many bytes at once; come back later.";

    private readonly Dictionary<string, long> held = [];

    /// <param name="own">Bytes that the asking submission holds already.</param>
    public bool TryAdd(string authority, long more, long own)
    {
        lock (held)
        {
            var all = held.GetValueOrDefault(authority);
            var isAlone = all == own;
            if (!isAlone && all + more > most)
                return false;
            held[authority] = all + more;
            return true;
        }
    }

    public void Remove(string authority, long bytes)
    {
        lock (held)
            if ((held[authority] -= bytes) == 0)
                held.Remove(authority);
    }
}

/// <summary>
/// A submission from its first byte to its answer: it counts among those of its authority, and so do its bytes.
/// </summary>
public sealed class SubmissionInHand : IDisposable
{
    private readonly string authority;
    private readonly RateLimitLease lease;
    private readonly BytesInHand bytes;
    private long held;

    internal SubmissionInHand(string authority, RateLimitLease lease, BytesInHand bytes) =>
        (this.authority, this.lease, this.bytes) = (authority, lease, bytes);

    /// <summary>Makes sure that it holds so many bytes.</summary>
    internal bool TryHold(long total)
    {
        var more = total - held;
        if (more > 0)
        {
            if (!bytes.TryAdd(authority, more, held))
                return false;
            held = total;
        }
        return true;
    }

    /// <summary>The body, each byte of which counts as it comes.</summary>
    public Stream Count(Stream body) => new CountedBody(body, this);

    public void Dispose()
    {
        if (held > 0)
            bytes.Remove(authority, held);
        held = 0;
        lease.Dispose();
    }

    private sealed class CountedBody(Stream body, SubmissionInHand submission) : Stream
    {
        private long read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            read += count;
            return submission.TryHold(read)
                ? count
                : throw new BadHttpRequestException(BytesInHand.Exceeded, StatusCodes.Status429TooManyRequests);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
