using System.Buffers;

namespace Gateway.Adapters.Files;

/// <summary>Reads all bytes from outside: it counts them and stops as soon as there are too many.</summary>
public static class BoundedCopy
{
    private const int BlockSize = 64 * 1024;

    /// <param name="most">Bytes.</param>
    /// <param name="take">Receives each block in order; its memory is used again afterwards.</param>
    /// <returns>The number of bytes; null when the source holds more than <paramref name="most"/>.</returns>
    public static async Task<long?> CopyAsync(
        Stream source,
        long most,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take,
        CancellationToken cancellation
    )
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var length = 0L;
            while (await source.ReadAsync(block, cancellation) is var count and > 0)
            {
                if (count > most - length)
                    return null;
                await take(block.AsMemory(0, count), cancellation);
                length += count;
            }
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }

    /// <returns>Null when the source holds more than <paramref name="most"/> bytes.</returns>
    public static async Task<byte[]?> ReadAsync(Stream source, int most, CancellationToken cancellation)
    {
        using var read = new MemoryStream();
        var length = await CopyAsync(
            source,
            most,
            (block, _) =>
            {
                read.Write(block.Span);
                return ValueTask.CompletedTask;
            },
            cancellation
        );
        return length is null ? null : read.ToArray();
    }
}
