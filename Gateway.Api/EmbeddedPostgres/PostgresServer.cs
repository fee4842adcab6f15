namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// The one server on a cluster: adopted when it runs, waited for when it comes or goes, started when there is none.
/// </summary>
internal sealed class PostgresServer(ClusterHome home, IReadOnlyList<string> command, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    // One that was killed while it recovered starts the next time; one that cannot start says so within a second.
    private const int MostStarts = 4;

    private readonly ServerLog _output = new(home);
    private RunningProcess? _launched;

    /// <summary>Returns when it accepts connections, even after a long recovery.</summary>
    public async Task<RunningProcess> EnsureRunningAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        var silence = TimeSpan.FromSeconds(10);
        for (var starts = 0; ; await Task.Delay(Glance, time, cancellation))
        {
            if (time.GetElapsedTime(asked) > silence)
            {
                log.LogInformation(
                    "PostgreSQL is not ready after {Elapsed:0} s; see {Logs}",
                    silence.TotalSeconds,
                    home.Logs
                );
                silence *= 2;
            }

            var file = PostmasterFile.Read(home.Cluster);
            if (file?.Server(home.Cluster) is { } running)
            {
                if (file.IsStopping)
                    continue;
                var settings = running.CommandLine;
                if (settings.Length == 0)
                    continue; // It is ending, and its memory is gone already.
                if (!settings.SequenceEqual(command))
                    await ReplaceAsync(running, cancellation);
                else if (file.IsReady)
                {
                    _launched = null;
                    return running;
                }

                continue;
            }

            if (_launched is { IsAlive: true })
                continue;
            if (_launched is not null)
            {
                _launched = null;
                if (_output.TellsOfRemains ? time.GetElapsedTime(asked) > GiveUpAfter : starts >= MostStarts)
                    throw new EmbeddedPostgresException($"PostgreSQL does not start ({command[0]}): {_output.Tail()}");
                if (starts > 1)
                    await Task.Delay(Glance * 8, time, cancellation);
            }

            KillOrphans();
            file?.RemoveIfMisleading();
            File.Delete($"{home.Socket}.lock");
            _launched = Launch();
            starts++;
        }
    }

    public async Task StopAsync()
    {
        var server = PostmasterFile.Read(home.Cluster)?.Server(home.Cluster) ?? _launched;
        if (server is null || !IsOurs(server))
            return;
        if (!await EndsAsync(server, RunningProcess.Interrupt, TimeSpan.FromSeconds(20)))
        {
            log.LogWarning("PostgreSQL (process {Process}) does not stop; stopping it without a checkpoint", server.Id);
            if (!await EndsAsync(server, RunningProcess.Quit, TimeSpan.FromSeconds(10)))
                await EndsAsync(server, RunningProcess.Kill, TimeSpan.FromSeconds(5));
        }

        // The process that writes the log ends last, after all the others.
        foreach (var last in Remains())
            await EndsAsync(last, signal: null, TimeSpan.FromSeconds(2));
        KillOrphans();
    }

    private async Task ReplaceAsync(RunningProcess running, CancellationToken cancellation)
    {
        if (!IsOurs(running))
            throw new EmbeddedPostgresException(
                $"Process {running.Id} is a PostgreSQL server on {home.Cluster} that no gateway started. Stop it first."
            );
        log.LogInformation("PostgreSQL (process {Process}) runs with other settings and is started again", running.Id);
        await StopAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    // The shell only leads the output into a file, which outlives the gateway as the server does. A session of its own
    // keeps Ctrl-C in a terminal from stopping the database before the gateway.
    private RunningProcess? Launch()
    {
        _output.BeginStart();
        using var process = ChildProgram.Start(
            [
                "sh",
                "-c",
                "exec \"$@\" </dev/null >\"$0\" 2>&1",
                _output.StartFile,
                "setsid",
                .. home.Account.Command(command),
            ],
            captured: false
        );
        return RunningProcess.Find(process.Id) ?? new RunningProcess(process.Id, 0);
    }

    private async Task<bool> EndsAsync(RunningProcess server, int? signal, TimeSpan within)
    {
        if (signal is { } asked)
            server.Signal(asked);
        for (var since = time.GetTimestamp(); server.IsAlive; await Task.Delay(Glance, time, CancellationToken.None))
        {
            if (time.GetElapsedTime(since) > within)
                return false;
        }

        return true;
    }

    // Processes of a dead server end by themselves, but only at their next check. Their memory is lost already and recovery
    // starts from the log, so waiting gains nothing.
    private void KillOrphans()
    {
        foreach (var orphan in Remains())
            orphan.Signal(RunningProcess.Kill);
    }

    private static bool IsOurs(RunningProcess server) => server.CommandLine.Contains(ServerCommand.Mark);

    private RunningProcess[] Remains() =>
        [.. RunningProcess.All().Where(process => process.Name == "postgres" && process.WorkingDirectory == home.Cluster)];
}
