using System.Diagnostics;
using Gateway.Api.EmbeddedPostgres;
using Gateway.Api.Hosting;

namespace Gateway.Api.Verbs.Demo;

/// <summary>
/// A gateway as a process of its own, started from this program's own files; its log is <c>gateway.log</c> in its data.
/// </summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(25);
    private readonly Process process;
    private readonly StreamWriter log;

    private GatewayProcess(Process process, StreamWriter log, Uri url) =>
        (this.process, this.log, Url) = (process, log, url);

    public Uri Url { get; }

    public int Id => process.Id;

    /// <param name="settings">Environment variables on top of this process's own, without its connection string.</param>
    /// <param name="url">With port 0 a free one is taken.</param>
    /// <param name="program">Another build of the gateway; null for this one.</param>
    /// <exception cref="GatewayProcessException">It did not come up.</exception>
    public static async Task<GatewayProcess> StartAsync(
        string data,
        IReadOnlyDictionary<string, string> settings,
        string url = "https://127.0.0.1:0",
        string? logName = null,
        string? program = null
    )
    {
        var start = new ProcessStartInfo(program ?? Path.Combine(AppContext.BaseDirectory, "Gateway.Api"))
        {
            ArgumentList = { "--urls", url },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        start.Environment.Remove("ConnectionStrings__gateway");
        if (!settings.ContainsKey("Gateway__Directory"))
            start.ArgumentList.Add(StartPlan.SandboxWord);
        start.Environment["Gateway__Data"] = data;
        start.Environment["Gateway__IntakeEvery"] = "00:00:00.200";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var path = Path.Combine(data, logName ?? "gateway.log");
        var log = new StreamWriter(path, append: true) { AutoFlush = true };
        process.ErrorDataReceived += (_, line) => log.WriteLine(line.Data);
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(StartWithin);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                if (line.StartsWith("Listening on ", StringComparison.Ordinal))
                {
                    _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                    return new GatewayProcess(process, log, new Uri(line["Listening on ".Length..]));
                }
        }
        catch (OperationCanceledException)
        {
            // Said below: it did not come up in time.
        }
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        var code = process.ExitCode;
        process.Dispose();
        await log.DisposeAsync();
        throw new GatewayProcessException($"The gateway on {data} did not come up; see {path}", code);
    }

    /// <summary>Ends it as a power cut would, and leaves its database server running.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop and waits; its database stops with it.</summary>
    /// <returns>The exit code; null when it had to be killed.</returns>
    public async Task<int?> StopAsync()
    {
        RunningProcess.Find(process.Id)?.Signal(RunningProcess.Terminate);
        using var patience = new CancellationTokenSource(StopWithin);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        await log.DisposeAsync();
    }
}

/// <summary>A gateway did not come up.</summary>
/// <param name="exitCode">What it ended with, or was made to end with.</param>
internal sealed class GatewayProcessException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
