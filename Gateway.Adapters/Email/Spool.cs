using Microsoft.Win32.SafeHandles;

namespace Gateway.Adapters.Email;

/// <summary>
/// Bytes held for the length of one call: in memory while few, in a file without a name when many. The file is unlinked
/// as soon as it is open, so a crash leaves no plain content on the disk.
/// </summary>
internal sealed class Spool : IDisposable
{
    private const int HeldInMemory = 1 << 20;

    private readonly byte[]? _memory;
    private readonly SafeFileHandle? _file;

    private Spool(byte[] memory) => (_memory, Length) = (memory, memory.Length);

    private Spool(SafeFileHandle file, long length) => (_file, Length) = (file, length);

    public long Length { get; }

    /// <exception cref="SpoolOverflow">More than <paramref name="limit"/> bytes came.</exception>
    public static async Task<Spool> FillAsync(Stream source, long limit, CancellationToken cancellation)
    {
        using var head = new MemoryStream();
        var block = new byte[81920];
        SafeFileHandle? file = null;
        long length = 0;
        try
        {
            int read;
            while ((read = await source.ReadAsync(block, cancellation)) > 0)
            {
                if (length + read > limit)
                    throw new SpoolOverflow();
                if (file is null && length + read > HeldInMemory)
                {
                    file = OpenUnlinked();
                    await RandomAccess.WriteAsync(file, head.GetBuffer().AsMemory(0, (int)length), 0, cancellation);
                    head.SetLength(0);
                }
                if (file is null)
                    head.Write(block, 0, read);
                else
                    await RandomAccess.WriteAsync(file, block.AsMemory(0, read), length, cancellation);
                length += read;
            }
            return file is null ? new Spool(head.ToArray()) : new Spool(file, length);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>A reader of its own; as many as wanted, side by side.</summary>
    public Stream Open() => _memory is not null ? new MemoryStream(_memory, writable: false) : new SpoolReader(_file!, Length);

    public void Dispose() => _file?.Dispose();

    private static SafeFileHandle OpenUnlinked()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, options);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Delete(path);
        }
        return file;
    }
}

internal sealed class SpoolOverflow : IOException;
