using System.Buffers;
using System.Security.Cryptography;
using Gateway.Domain.Requests;

namespace Gateway.Api.Requests;

/// <summary>
/// Bytes taken in from outside, measured and digested on the way: in memory while small, in a file that vanishes with the
/// process when large. A file of a container stays where it is, and is inflated each time.
/// </summary>
public sealed class SpooledContent : IDisposable
{
    private const int InMemory = 512 * 1024;
    private readonly MemoryStream? memory;
    private readonly FileStream? file;
    private readonly Func<Stream>? within;

    private SpooledContent(string name, string mediaType, MemoryStream? memory, FileStream? file, long size, string sha256)
    {
        (Name, MediaType, this.memory, this.file, Size, Sha256) = (name, mediaType, memory, file, size, sha256);
    }

    /// <param name="mediaType">As the signed document has it.</param>
    public SpooledContent(ContainedFile contained, string mediaType)
        : this(contained.Name, mediaType, null, null, contained.Size, contained.Sha256) => within = contained.Open;

    public string Name { get; }

    public string MediaType { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>Null when the source holds more than <paramref name="limit"/> bytes.</summary>
    public static async Task<SpooledContent?> ReadAsync(
        Stream source, string name, string mediaType, long limit, string folder, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var memory = new MemoryStream();
        FileStream? file = null;
        var size = 0L;
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int count;
            while ((count = await source.ReadAsync(buffer, cancellation)) > 0)
            {
                size += count;
                if (size > limit)
                {
                    if (file is not null)
                        await file.DisposeAsync();
                    return null;
                }
                digest.AppendData(buffer, 0, count);
                if (file is null && size > InMemory)
                {
                    file = NewFile(folder);
                    memory.WriteTo(file);
                    memory = null!;
                }
                if (file is null)
                    memory.Write(buffer, 0, count);
                else
                    await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
            if (file is not null)
                await file.FlushAsync(cancellation);
            return new SpooledContent(
                name, mediaType, file is null ? memory : null, file, size, Convert.ToHexStringLower(digest.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public Stream Open() => within is not null ? within() : memory is not null
        ? new MemoryStream(memory.GetBuffer(), 0, (int)Size, writable: false)
        : new FileStream(file!.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The bytes at once; for documents, which are limited.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (memory is not null)
            return memory.GetBuffer().AsMemory(0, (int)Size);
        var bytes = new byte[Size];
        using var stream = Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => file?.Dispose();

    private static FileStream NewFile(string folder)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new FileStream(
            Path.Combine(folder, Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
    }
}
