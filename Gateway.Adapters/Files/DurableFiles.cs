using System.Runtime.InteropServices;

namespace Gateway.Adapters.Files;

/// <summary>Files and renames that survive a power cut once a call returned.</summary>
internal static class DurableFiles
{
    /// <summary>Makes what was renamed into or out of a directory survive a power cut.</summary>
    /// <exception cref="IOException">The disk did not confirm.</exception>
    public static void Sync(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = NativeOpen(directory, 0);
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

    /// <summary>Writes a file of its own, to the disk.</summary>
    public static async Task WriteAsync(string path, Stream content, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await content.CopyToAsync(file, cancellation);
        file.Flush(flushToDisk: true);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
}
