using Gateway.Api.Configuration;

namespace Gateway.Api.Http;

internal static class TimedBodies
{
    public static void UseTimedBodies(this WebApplication app)
    {
        var (limits, clock) = (
            app.Services.GetRequiredService<GatewayOptions>().Http,
            app.Services.GetRequiredService<TimeProvider>()
        );
        app.Use(
            (context, next) =>
            {
                context.Request.Body = new TimedBody(context.Request.Body, limits, clock);
                return next(context);
            }
        );
    }
}

/// <summary>
/// A body that must keep coming: it has a total time, a least rate and a longest pause. Only the time spent waiting for the
/// caller counts.
/// </summary>
internal sealed class TimedBody(Stream body, HttpOptions limits, TimeProvider clock) : Stream
{
    private TimeSpan waited;
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

    /// <exception cref="BadHttpRequestException">408 when the body is too slow, 400 when its framing cannot be
    /// read.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var patience = new CancellationTokenSource(Patience(), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var since = clock.GetTimestamp();
        try
        {
            var count = await body.ReadAsync(buffer, either.Token);
            read += count;
            return count;
        }
        catch (OperationCanceledException)
            when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body comes too slowly.", StatusCodes.Status408RequestTimeout);
        }
        catch (IOException exception) when (exception.InnerException is OverflowException)
        {
            throw new BadHttpRequestException("The size of a chunk is too large.", exception);
        }
        finally
        {
            waited += clock.GetElapsedTime(since);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private TimeSpan Patience()
    {
        var patience = limits.LongestPause;
        var byRate = limits.LongestPause + TimeSpan.FromSeconds((double)read / limits.LeastUploadRate) - waited;
        if (byRate < patience)
            patience = byRate;
        var inAll = limits.LongestUpload - waited;
        if (inAll < patience)
            patience = inAll;
        return patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
    }
}
