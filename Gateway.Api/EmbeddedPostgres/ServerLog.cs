namespace Gateway.Api.EmbeddedPostgres;

/// <summary>The output of the server: one file until its logging has begun, then one file per day of the week.</summary>
internal sealed class ServerLog(ClusterHome home)
{
    private const int Lines = 12;

    /// <summary>Not among the server's own logs: root writes it, and the server's user could put a link there.</summary>
    public string StartFile { get; } = Path.Combine(home.Directory, "start.log");

    public void BeginStart() => File.WriteAllText(StartFile, "");

    /// <summary>Whether the start failed because of remains of a killed server, which disappear a moment later.</summary>
    public bool TellsOfRemains =>
        File.ReadLines(StartFile)
            .Any(line =>
                line.Contains("postmaster.pid", StringComparison.Ordinal)
                || line.Contains("shared memory block", StringComparison.Ordinal)
            );

    /// <summary>The last lines of both, for the message about a server that does not start.</summary>
    public string Tail()
    {
        var today = new DirectoryInfo(home.Logs).GetFiles("postgres-*.log").MaxBy(file => file.LastWriteTimeUtc);
        var said =
            today is not null && today.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(StartFile)
                ? Last(StartFile).Concat(Last(today.FullName))
                : Last(StartFile);
        return string.Join('\n', said);
    }

    private static IEnumerable<string> Last(string file) => File.ReadLines(file).TakeLast(Lines);
}
