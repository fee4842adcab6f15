using System.Security.Cryptography;

namespace Gateway.Adapters.Files;

/// <summary>
/// Bytes held for a short time, in memory when few and in a file without a name when many. The file is unlinked as soon as
/// it is open, so a crash leaves no plain content on the disk, and only its owner can read it.
/// </summary>
public sealed class Spool : IDisposable
{
    private const int HeldInMemory = 512 * 1024;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[]? memory;
    private readonly FileStream? file;

    private Spool(byte[]? memory, FileStream? file, long length, string sha256) =>
        (this.memory, this.file, Length, Sha256) = (memory, file, length, sha256);

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Lower-case hex.</summary>
    public string Sha256 { get; }

    /// <param name="folder">The folder, which is created when missing; null means the system's folder for temporary
    /// files.</param>
    /// <returns>Null when the source holds more than <paramref name="most"/> bytes.</returns>
    public static async Task<Spool?> FillAsync(Stream source, long most, string? folder, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var head = new MemoryStream();
        FileStream? file = null;
        var written = 0L;
        var isWhole = false;
        try
        {
            var length = await BoundedCopy.CopyAsync(
                source,
                most,
                async (block, stop) =>
                {
                    digest.AppendData(block.Span);
                    if (file is null && written + block.Length <= HeldInMemory)
                        head.Write(block.Span);
                    else
                    {
                        file ??= await MoveToFileAsync(head, folder, stop);
                        await RandomAccess.WriteAsync(file.SafeFileHandle, block, written, stop);
                    }
                    written += block.Length;
                },
                cancellation
            );
            isWhole = length is not null;
            return isWhole
                ? new Spool(
                    file is null ? head.ToArray() : null,
                    file,
                    written,
                    Convert.ToHexStringLower(digest.GetHashAndReset())
                )
                : null;
        }
        finally
        {
            if (!isWhole)
                file?.Dispose();
        }
    }

    /// <summary>Removes what a gateway that was killed, or an older version, may have left.</summary>
    public static void Empty(string folder)
    {
        if (Directory.Exists(folder))
            foreach (var left in Directory.EnumerateFiles(folder))
                File.Delete(left);
    }

    /// <summary>Opens an independent reader; several may read at the same time.</summary>
    public Stream Open() =>
        memory is not null ? new MemoryStream(memory, writable: false) : new SpoolReader(file!.SafeFileHandle, Length);

    /// <summary>All bytes at once, for documents, whose size is limited.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (memory is not null)
            return memory;
        var bytes = new byte[Length];
        using var stream = Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    public void Dispose() => file?.Dispose();

    private static async Task<FileStream> MoveToFileAsync(MemoryStream head, string? folder, CancellationToken cancellation)
    {
        var file = OpenUnlinked(folder ?? Path.GetTempPath());
        try
        {
            await RandomAccess.WriteAsync(
                file.SafeFileHandle,
                head.GetBuffer().AsMemory(0, (int)head.Length),
                0,
                cancellation
            );
            head.SetLength(0);
            head.Capacity = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static FileStream OpenUnlinked(string folder)
    {
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }
        Directory.CreateDirectory(folder, Owner | UnixFileMode.UserExecute);
        options.UnixCreateMode = Owner;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
