using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Api.EmbeddedPostgres;
using Gateway.Api.Verbs.Demo;
using Npgsql;

namespace Gateway.Tests.Infrastructure;

/// <summary>
/// A whole gateway as a process of its own, with its own embedded PostgreSQL: it can be killed and started again, at the
/// same address and on the same data.
/// </summary>
public sealed class TestGatewayProcess : GatewayUnderTest, IAsyncDisposable
{
    private const int SigStop = 19;
    private const int SigContinue = 18;

    private readonly string data;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly string logName;
    private readonly string? program;
    private GatewayProcess? process;

    private TestGatewayProcess(
        TestSite site,
        string gateway,
        IReadOnlyDictionary<string, string> settings,
        string logName,
        string? program
    )
        : base(site)
    {
        this.program = program;
        (data, this.logName) = (site.DataOf(gateway), logName);
        this.settings = new Dictionary<string, string>(
            site.Settings.Concat(settings).GroupBy(one => one.Key).Select(same => same.Last())
        );
        Url = new Uri($"https://127.0.0.1:{FreePort()}");
    }

    public override Uri Url { get; }

    public int ProcessId => process!.Id;

    public string LogFile => Path.Combine(data, logName);

    /// <param name="program">Another build of the gateway; null for this one.</param>
    public static async Task<TestGatewayProcess> StartAsync(
        TestSite site,
        string gateway,
        IReadOnlyDictionary<string, string>? settings = null,
        string logName = "gateway.log",
        string? program = null,
        bool checksContract = true
    )
    {
        var started = new TestGatewayProcess(site, gateway, settings ?? new Dictionary<string, string>(), logName, program)
        {
            ChecksContract = checksContract,
        };
        await started.StartAgainAsync();
        return started;
    }

    public async Task StartAgainAsync() =>
        process = await GatewayProcess.StartAsync(data, settings, Url.GetLeftPart(UriPartial.Authority), logName, program);

    /// <summary>SIGKILL; its PostgreSQL goes on.</summary>
    public Task KillAsync() => process!.KillAsync();

    /// <summary>SIGSTOP: it hangs, with its connections open, until <see cref="WakeUp"/>.</summary>
    public void Hang() => RunningProcess.Find(process!.Id)!.Signal(SigStop);

    public void WakeUp() => RunningProcess.Find(process!.Id)!.Signal(SigContinue);

    /// <summary>SIGKILL of its PostgreSQL server; the gateway goes on.</summary>
    public async Task KillDatabaseAsync() => RunningProcess.Find(await PostmasterAsync())?.Signal(RunningProcess.Kill);

    /// <summary>Processor time that the gateway and its PostgreSQL server have used since they started.</summary>
    public async Task<(TimeSpan Gateway, TimeSpan Database)> ProcessorTimeAsync()
    {
        var postmaster = await PostmasterAsync();
        var database = OfProcess(postmaster, withEndedChildren: true);
        foreach (var child in await ChildrenAsync(postmaster))
            database += OfProcess(child, withEndedChildren: false);
        return (OfProcess(ProcessId, withEndedChildren: false), database);
    }

    /// <summary>SIGSTOP of its PostgreSQL server and of every session of it.</summary>
    public async Task HangDatabaseAsync() => await SignalDatabaseAsync(SigStop);

    public async Task WakeDatabaseAsync() => await SignalDatabaseAsync(SigContinue);

    public Task<int?> StopAsync() => process!.StopAsync();

    /// <summary>Its own database, behind its back.</summary>
    public async Task<NpgsqlConnection> OpenDatabaseAsync()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(await ConnectionStringAsync()) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    public async Task<string> ConnectionStringAsync() => ServerCommand.ConnectionString(await HomeAsync(), "gateway");

    public async ValueTask DisposeAsync()
    {
        HangUp();
        if (process is not null)
            await process.DisposeAsync();
    }

    private async Task SignalDatabaseAsync(int signal)
    {
        var postmaster = await PostmasterAsync();
        RunningProcess.Find(postmaster)?.Signal(signal);
        foreach (var child in await ChildrenAsync(postmaster))
            RunningProcess.Find(child)?.Signal(signal);
    }

    private static async Task<IEnumerable<int>> ChildrenAsync(int process) =>
        (await File.ReadAllTextAsync($"/proc/{process}/task/{process}/children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>From /proc/PID/stat, in ticks of 10 ms; zero for a process that ended meanwhile.</summary>
    private static TimeSpan OfProcess(int process, bool withEndedChildren)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
            return TimeSpan.FromMilliseconds(
                10 * fields[11..(withEndedChildren ? 15 : 13)].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture))
            );
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return TimeSpan.Zero;
        }
    }

    private async Task<int> PostmasterAsync() =>
        int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine((await HomeAsync()).Cluster, "postmaster.pid")))[0],
            CultureInfo.InvariantCulture
        );

    private Task<ClusterHome> HomeAsync() => ClusterHome.FindAsync(Path.Combine(data, "postgres"), CancellationToken.None);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
