using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>A process by its id and the moment it started, so that a reused id is never taken for it.</summary>
/// <param name="StartedAt">Clock ticks since the machine started.</param>
internal sealed record RunningProcess(int Id, ulong StartedAt)
{
    /// <summary>Asks a PostgreSQL server to end at once and in order.</summary>
    public const int Interrupt = 2;

    /// <summary>Asks a PostgreSQL server to end without a checkpoint; the next start recovers.</summary>
    public const int Quit = 3;

    public const int Kill = 9;

    /// <summary>Asks a gateway to stop in order.</summary>
    public const int Terminate = 15;

    /// <summary>Null when there is none, or when it has ended and only waits to be reaped.</summary>
    public static RunningProcess? Find(int id)
    {
        if (ReadFile(id, "stat") is not { } line)
            return null;
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new(id, ulong.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    public bool IsAlive => Find(Id) == this;

    public string Name => ReadFile(Id, "comm")?.TrimEnd() ?? "";

    /// <summary>Empty when it ended, and already while it is ending.</summary>
    public string[] CommandLine => ReadFile(Id, "cmdline")?.TrimEnd('\0') is { Length: > 0 } words ? words.Split('\0') : [];

    /// <summary>Null when it ended, or may not be asked.</summary>
    public string? WorkingDirectory
    {
        get
        {
            try
            {
                return new FileInfo($"/proc/{Id}/cwd").LinkTarget;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    public void Signal(int signal)
    {
        if (IsAlive)
            _ = kill(Id, signal);
    }

    public static IEnumerable<RunningProcess> All() =>
        from directory in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(directory)
        where char.IsAsciiDigit(name[0])
        let process = Find(int.Parse(name, CultureInfo.InvariantCulture))
        where process is not null
        select process;

    private static string? ReadFile(int id, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{name}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int kill(int id, int signal);
}
