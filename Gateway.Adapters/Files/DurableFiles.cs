using System.Runtime.InteropServices;

namespace Gateway.Adapters.Files;

/// <summary>Files and renames that survive a power cut once a call returned.</summary>
internal static class DurableFiles
{
    private const int NonBlocking = 0x800,
        CloseOnExec = 0x80000;
    private const int NotEmpty = 39,
        Exists = 17,
        NameOfDirectory = 21,
        NotDirectory = 20,
        NoEntry = 2;

    /// <summary>Makes renames into or out of a directory survive a power cut.</summary>
    /// <exception cref="IOException">The disk did not confirm.</exception>
    public static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        // If a pipe is in place of the directory, open would wait for a writer.
        var descriptor = NativeOpen(directory, NonBlocking | CloseOnExec);
        if (descriptor < 0)
            throw new IOException("directory not opened", Marshal.GetLastPInvokeError());
        try
        {
            if (NativeSync(descriptor) != 0)
                throw new IOException("directory not synced", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = NativeClose(descriptor);
        }
    }

    /// <summary>Moves any entry with this name, also one that is no file, and never through a link.</summary>
    /// <returns>False when no entry has the name.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static bool Move(string from, string directory, string name)
    {
        RequireDirectory(directory);
        if (OperatingSystem.IsWindows())
        {
            if (!Path.Exists(from))
                return false;
            Directory.Move(from, Path.Combine(directory, name));
            return true;
        }
        var error = Rename(from, Path.Combine(directory, name));
        if (error is NotEmpty or Exists or NameOfDirectory or NotDirectory)
            error = Rename(from, Path.Combine(directory, $"{name}.{Path.GetRandomFileName()}"));
        return error switch
        {
            0 => true,
            NoEntry => false,
            _ => throw new IOException("not moved", error),
        };
    }

    /// <summary>A directory itself, not a link to one.</summary>
    public static bool IsDirectory(string directory) => new DirectoryInfo(directory) is { Exists: true, LinkTarget: null };

    /// <exception cref="DirectoryNotFoundException">The directory is missing, or a link is in its place.</exception>
    public static void RequireDirectory(string directory)
    {
        if (!IsDirectory(directory))
            throw new DirectoryNotFoundException("There is no directory, or a link in its place.");
    }

    /// <summary>Writes a separate file and flushes it to the disk.</summary>
    public static async Task WriteAsync(string path, Stream content, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await content.CopyToAsync(file, cancellation);
        file.Flush(flushToDisk: true);
    }

    private static int Rename(string from, string to) => NativeRename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [
        DllImport("libc", EntryPoint = "rename", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)
    ]
    private static extern int NativeRename(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string to
    );

    [
        DllImport("libc", EntryPoint = "open", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)
    ]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [
        DllImport("libc", EntryPoint = "fsync", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)
    ]
    private static extern int NativeSync(int descriptor);

    [
        DllImport("libc", EntryPoint = "close", SetLastError = true),
        DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)
    ]
    private static extern int NativeClose(int descriptor);
}
