using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>Content or a range of it; a range that it does not have is a problem like others.</summary>
internal sealed class RangedResult(IResult content) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await content.ExecuteAsync(httpContext);
        var answer = httpContext.Response;
        if (answer.StatusCode != StatusCodes.Status416RangeNotSatisfiable || answer.HasStarted)
            return;
        answer.ContentLength = null;
        answer.Headers.ContentDisposition = default;
        await ProblemResults.WriteAsync(httpContext, new(Problem.RangeUnsatisfiable, "The content has no such range."));
    }
}

/// <summary>Content from a later byte on. The bytes before it are read and authenticated too, but not given out.</summary>
internal sealed class RangedContent(Stream content, long length) : Stream
{
    private long at;
    private long wanted;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position
    {
        get => wanted;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (at < wanted)
        {
            var skipped = await content.ReadAsync(buffer[..(int)Math.Min(buffer.Length, wanted - at)], cancellationToken);
            if (skipped == 0)
                return 0;
            at += skipped;
        }
        var count = await content.ReadAsync(buffer, cancellationToken);
        wanted = at += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var to = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => wanted + offset,
            _ => length + offset,
        };
        return to >= at ? wanted = to : throw new NotSupportedException("Content is read forward only.");
    }

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
