using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Adapters.Files;

/// <summary>
/// A file in a folder that others can write to, opened without following a link and without blocking, then checked on the
/// open handle: a pipe, a socket, a device, a directory or a link is rejected. A later replacement has no effect.
/// </summary>
internal sealed class RegularFile : IDisposable
{
    private const int NoFollow = 0x20000,
        NonBlocking = 0x800,
        CloseOnExec = 0x80000,
        DirectoryOnly = 0x10000;
    private const int NoFollowOnArm = 0x8000,
        DirectoryOnlyOnArm = 0x4000;
    private const int AtWorkingDirectory = -100,
        AtEmptyPath = 0x1000;
    private const int TypeAndMode = 3,
        ModeAt = 28,
        TypeMask = 0xF000,
        Regular = 0x8000;
    private const int NotPermitted = 1,
        NoEntry = 2,
        NoDevice = 6,
        AccessDenied = 13,
        NotADirectory = 20,
        TooManyLinks = 40;

    private readonly SafeFileHandle handle;

    private RegularFile(SafeFileHandle handle)
    {
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>The length in bytes when the file was opened. Bytes appended later are not read.</summary>
    public long Length { get; }

    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="NoRegularFileException">The path names something that is not a regular file.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static RegularFile Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            return new(OpenElsewhere(path));
        var opened = OpenAt(AtWorkingDirectory, path, directory: false);
        return Check(opened);
    }

    /// <summary>Opens a file below a directory and follows no link on the path from that directory.</summary>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    public static RegularFile Open(string directory, params IReadOnlyList<string> names)
    {
        if (!OperatingSystem.IsLinux())
            return new(OpenElsewhere(Path.Combine([directory, .. names])));
        var at = OpenAt(AtWorkingDirectory, directory, directory: true);
        try
        {
            foreach (var name in names.SkipLast(1))
            {
                var next = OpenAt((int)at.DangerousGetHandle(), name, directory: true);
                at.Dispose();
                at = next;
            }
            return Check(OpenAt((int)at.DangerousGetHandle(), names[^1], directory: false));
        }
        finally
        {
            at.Dispose();
        }
    }

    /// <summary>Opens an independent reader; several may read at the same time.</summary>
    public Stream Read() => new Reader(handle, Length);

    public async Task<byte[]> ReadAllAsync(CancellationToken cancellation)
    {
        var bytes = new byte[Length];
        await using var stream = Read();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    public void Dispose() => handle.Dispose();

    private static SafeFileHandle OpenAt(int at, string name, bool directory)
    {
        var arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        var flags =
            CloseOnExec
            | NonBlocking
            | (arm ? NoFollowOnArm : NoFollow)
            | (
                directory
                    ? arm
                        ? DirectoryOnlyOnArm
                        : DirectoryOnly
                    : 0
            );
        var descriptor = NativeOpenAt(at, Encoding.UTF8.GetBytes(name + '\0'), flags);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        // The system returns a different error for a link, a socket or a file in place of the requested entry.
        throw Marshal.GetLastPInvokeError() switch
        {
            NoEntry => new FileNotFoundException("There is no such file."),
            TooManyLinks or NoDevice or NotADirectory => new NoRegularFileException(),
            AccessDenied or NotPermitted => new UnauthorizedAccessException("The file may not be opened."),
            var error => new IOException("The file cannot be opened.", error),
        };
    }

    private static RegularFile Check(SafeFileHandle opened)
    {
        try
        {
            var status = new byte[256];
            if (NativeStatus((int)opened.DangerousGetHandle(), [0], AtEmptyPath, TypeAndMode, status) != 0)
                throw new IOException("The file cannot be looked at.", Marshal.GetLastPInvokeError());
            if ((BitConverter.ToUInt16(status, ModeAt) & TypeMask) != Regular)
                throw new NoRegularFileException();
            return new(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static SafeFileHandle OpenElsewhere(string path) =>
        File.GetAttributes(path) is var attributes
        && (attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory | FileAttributes.Device)) == 0
            ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : throw new NoRegularFileException();

    [
        DllImport("libc", EntryPoint = "openat", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)
    ]
    private static extern int NativeOpenAt(int directory, byte[] name, int flags);

    [
        DllImport("libc", EntryPoint = "statx", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)
    ]
    private static extern int NativeStatus(int descriptor, byte[] name, int flags, uint mask, byte[] status);

    private sealed class Reader(SafeFileHandle handle, long length) : ReadOnlyStream
    {
        public override bool CanSeek => true;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer) =>
            Passed(RandomAccess.Read(handle, buffer[..Left(buffer.Length)], Position));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Passed(await RandomAccess.ReadAsync(handle, buffer[..Left(buffer.Length)], Position, cancellationToken));

        private int Left(int wanted) => (int)Math.Clamp(length - Position, 0, wanted);

        private int Passed(int read)
        {
            Position += read;
            return read;
        }
    }
}

/// <summary>The path leads to a pipe, a socket, a device, a directory or a link where a file is expected.</summary>
internal sealed class NoRegularFileException() : IOException("There is no regular file.");
