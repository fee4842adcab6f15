using System.Globalization;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// What the server writes into <c>postmaster.pid</c>: its process, its shared memory and how far it has come. The file
/// outlives a killed server, so it is accepted only as far as the process and the memory confirm it.
/// </summary>
/// <param name="ProcessId">0 when the file is empty, as a crash of the machine can leave it.</param>
/// <param name="Segment">Id of the shared memory that all its processes are attached to; null before it is made.</param>
internal sealed record PostmasterFile(string Path, int ProcessId, string? Segment, string Status)
{
    public static PostmasterFile? Read(string cluster)
    {
        var path = System.IO.Path.Combine(cluster, "postmaster.pid");
        try
        {
            var lines = File.ReadAllLines(path);
            _ = int.TryParse(lines.ElementAtOrDefault(0), CultureInfo.InvariantCulture, out var id);
            var memory = lines.ElementAtOrDefault(6)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var segment = memory?.ElementAtOrDefault(1);
            // A server in single-user mode writes its id as a negative number.
            return new PostmasterFile(path, Math.Abs(id), segment, lines.ElementAtOrDefault(7)?.Trim() ?? "starting");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool IsReady => Status == "ready";

    public bool IsStopping => Status == "stopping";

    /// <summary>The server that wrote the file, if it still runs.</summary>
    public RunningProcess? Server(string cluster) =>
        RunningProcess.Find(ProcessId) is { Name: "postgres" or "postmaster" } process
        && (process.CommandLine.Contains(cluster) || IsAttached() == true)
            ? process
            : null;

    /// <summary>
    /// PostgreSQL removes a dead server's file itself, but not while its process id is in use: by its own unreaped process,
    /// or, after a restart of the machine, by another program. Then only the shared memory shows that the server is gone.
    /// </summary>
    public void RemoveIfMisleading()
    {
        if ((ProcessId == 0 || Directory.Exists($"/proc/{ProcessId}")) && IsAttached() != true)
            File.Delete(Path);
    }

    private bool? IsAttached()
    {
        const string segments = "/proc/sysvipc/shm";
        if (Segment is null || !File.Exists(segments))
            return null;
        const int id = 1,
            attached = 6;
        return File.ReadLines(segments)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(columns => columns[id] == Segment && columns[attached] != "0");
    }
}
