using System.Runtime.CompilerServices;
using Gateway.Api.Configuration;
using Npgsql;

[assembly: InternalsVisibleTo("Gateway.Tests")]

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// The gateway's own PostgreSQL, a server that only this process uses. It survives a killed gateway and is adopted by the
/// next one; when it is killed itself it is started again under the running gateway, at the same address.
/// </summary>
public sealed class EmbeddedDatabase : IAsyncDisposable
{
    private const int MostServers = 5;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource _ending = new();
    private readonly OwnerLock _ownership;
    private readonly PostgresServer _server;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Task _watch;
    private RunningProcess _process;
    private bool _ended;

    private EmbeddedDatabase(
        OwnerLock ownership,
        PostgresServer server,
        RunningProcess process,
        string connection,
        ILogger log,
        TimeProvider time
    )
    {
        (_ownership, _server, _process, _log, _time) = (ownership, server, process, log, time);
        ConnectionString = connection;
        _watch = Task.Run(WatchAsync);
    }

    public string ConnectionString { get; }

    /// <summary>The folder of its files: what a backup has to hold.</summary>
    public required string Directory { get; init; }

    /// <summary>It changes with every restart.</summary>
    public int ProcessId => _process.Id;

    /// <summary>
    /// The server died and is back. Every connection made before is dead: clear the pools (<c>NpgsqlDataSource.Clear</c>).
    /// </summary>
    public event EventHandler? Restarted;

    /// <exception cref="EmbeddedPostgresInUseException">Another gateway owns the directory.</exception>
    /// <exception cref="EmbeddedPostgresException">A fault that an operator can correct; the message describes
    /// it.</exception>
    public static async Task<EmbeddedDatabase> StartAsync(
        EmbeddedPostgresOptions options,
        ILogger log,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (!OperatingSystem.IsLinux())
            throw new EmbeddedPostgresException("A private PostgreSQL needs Linux; elsewhere give a connection string.");
        var begun = time.GetTimestamp();
        var home = await ClusterHome.FindAsync(options.RootDirectory, cancellation);
        var ownership = OwnerLock.Take(home.Directory);
        PostgresServer? server = null;
        try
        {
            var version = Cluster.Version(home);
            var places = PostgresPlaces.InOrder(options);
            var binaries = await PostgresBinaries.FindAsync(places, home.Account, version, cancellation);
            await home.Account.MakePrivateDirectoryAsync(home.SocketDirectory, cancellation);
            await home.Account.MakePrivateDirectoryAsync(home.Logs, cancellation);
            if (version is null)
                await Cluster.CreateAsync(home, binaries, options.Durable, cancellation);
            home.LeaveNote();

            server = new PostgresServer(home, ServerCommand.For(binaries.Postgres, home, options), log, time);
            var process = await ServeAsync(server, home, options.Database, time, cancellation);
            log.LogInformation(
                "PostgreSQL {Version} (process {Process}, user {User}) serves {Cluster} after {Elapsed:0} ms",
                binaries.Major,
                process.Id,
                home.Account.Name,
                home.Cluster,
                time.GetElapsedTime(begun).TotalMilliseconds
            );
            var connection = ServerCommand.ConnectionString(home, options.Database);
            return new EmbeddedDatabase(ownership, server, process, connection, log, time) { Directory = home.Directory };
        }
        catch
        {
            if (server is not null)
                await server.StopAsync();
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server in order, then releases the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (await EndWatchAsync())
        {
            await _server.StopAsync();
            _ownership.Dispose();
        }
    }

    /// <summary>Leaves the state of a killed gateway: a running server without an owner.</summary>
    internal async ValueTask AbandonAsync()
    {
        if (await EndWatchAsync())
            _ownership.Dispose();
    }

    private async Task<bool> EndWatchAsync()
    {
        if (Interlocked.Exchange(ref _ended, true))
            return false;
        await _ending.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        return true;
    }

    private async Task WatchAsync()
    {
        using var glances = new PeriodicTimer(Glance, _time);
        while (await glances.WaitForNextTickAsync(_ending.Token))
        {
            if (_process.IsAlive)
                continue;
            var died = _time.GetTimestamp();
            _log.LogError("PostgreSQL (process {Process}) died; starting it again", _process.Id);
            try
            {
                _process = await _server.EnsureRunningAsync(_ending.Token);
                _log.LogWarning(
                    "PostgreSQL is back (process {Process}) after {Elapsed:0} ms",
                    _process.Id,
                    _time.GetElapsedTime(died).TotalMilliseconds
                );
                Restarted?.Invoke(this, EventArgs.Empty);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                _log.LogError(failure, "Starting PostgreSQL again failed; it is looked at again soon");
                await Task.Delay(Glance * 2, _time, _ending.Token);
            }
        }
    }

    /// <summary>
    /// A server found running may receive a stop at that moment; the gateway waits for its end and starts another.
    /// </summary>
    private static async Task<RunningProcess> ServeAsync(
        PostgresServer server,
        ClusterHome home,
        string database,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var process = await server.EnsureRunningAsync(cancellation);
            try
            {
                await CreateDatabaseAsync(home, database, cancellation);
                return process;
            }
            catch (NpgsqlException exception) when (attempt < MostServers && exception.IsTransient)
            {
                await Task.Delay(Glance, time, cancellation);
            }
        }
    }

    private static async Task CreateDatabaseAsync(ClusterHome home, string name, CancellationToken cancellation)
    {
        var always = ServerCommand.ConnectionString(home, "postgres");
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(always) { Pooling = false });
        await using var find = source.CreateCommand("select 1 from pg_database where datname = $1");
        find.Parameters.Add(new() { Value = name });
        if (await find.ExecuteScalarAsync(cancellation) is not null)
            return;
        var quoted = name.Replace("\"", "\"\"", StringComparison.Ordinal);
        await using var create = source.CreateCommand($"create database \"{quoted}\"");
        await create.ExecuteNonQueryAsync(cancellation);
    }
}
