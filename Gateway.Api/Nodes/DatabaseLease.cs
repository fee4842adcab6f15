using Gateway.Api.Configuration;
using Gateway.Api.Persistence;
using Npgsql;

namespace Gateway.Api.Nodes;

/// <summary>
/// The right to work on the database: for one gateway alone, or for several if all are configured so (<c>SeveralNodes</c>).
/// Held as a session-level advisory lock for as long as the gateway runs, exclusive or shared; a gateway that finds it taken
/// by others stops.
/// </summary>
internal sealed class DatabaseLease(
    Database database,
    GatewayOptions options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<DatabaseLease> log
) : BackgroundService
{
    private const long Number = 0x67617465_00000011;

    /// <summary>The server needs a moment to see that a gateway before this one has died.</summary>
    private static readonly TimeSpan TakeWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(5);

    private readonly string name = $"gateway-lease-{Guid.NewGuid():N}";
    private NpgsqlConnection? session;

    /// <exception cref="ConfigurationException">Another gateway holds it.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TakeWithinAsync(cancellationToken))
            throw new ConfigurationException(
                options.SeveralNodes
                    ? "A gateway without Gateway__SeveralNodes uses this database alone. Stop it, or set "
                        + "Gateway__SeveralNodes=true for each of them."
                    : "Another gateway uses this database. Stop it, or set Gateway__SeveralNodes=true for each of them."
            );
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await LetGoAsync();
    }

    /// <summary>Releases the lease, also after a start that failed later.</summary>
    public override void Dispose()
    {
        base.Dispose();
        Interlocked.Exchange(ref session, null)?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AskedEvery);
        while (await timer.NextAsync(stoppingToken))
            try
            {
                if (await IsAliveAsync(stoppingToken) || await TakeWithinAsync(stoppingToken))
                    continue;
                log.LogCritical("Another gateway has taken this database over while it was out of reach; this one stops");
                lifetime.StopApplication();
                return;
            }
            catch (Exception exception) when (exception.IsFault(stoppingToken))
            {
                log.LogWarning(exception, "The lease of the database could not be looked after: {Reason}", exception.Code());
            }
    }

    private async Task<bool> TakeWithinAsync(CancellationToken cancellation)
    {
        var begun = clock.GetTimestamp();
        while (!await TakeAsync(cancellation))
        {
            if (clock.GetElapsedTime(begun) > TakeWithin)
                return false;
            await Task.Delay(Pause, cancellation);
        }
        return true;
    }

    private async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        await LetGoAsync();
        var own = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Pooling = false,
            KeepAlive = 0,
            ApplicationName = name,
        };
        own.Options = $"{own.Options} -c idle_session_timeout=0".TrimStart();
        var opened = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await opened.OpenAsync(cancellation);
            // After a time without an answer, the server may still keep the session before.
            await using var end = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> "
                    + "pg_backend_pid()",
                opened
            );
            end.Parameters.Add(new() { Value = name });
            await end.ExecuteNonQueryAsync(cancellation);
            await using var take = new NpgsqlCommand(
                options.SeveralNodes ? "select pg_try_advisory_lock_shared($1)" : "select pg_try_advisory_lock($1)",
                opened
            );
            take.Parameters.Add(new() { Value = Number });
            if (await take.ExecuteScalarAsync(cancellation) is true)
            {
                session = opened;
                return true;
            }
        }
        finally
        {
            if (session != opened)
                await opened.DisposeAsync();
        }
        return false;
    }

    private async Task<bool> IsAliveAsync(CancellationToken cancellation)
    {
        if (session is not { } held)
            return false;
        try
        {
            await using var ask = new NpgsqlCommand("select 1", held);
            await ask.ExecuteScalarAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task LetGoAsync()
    {
        if (Interlocked.Exchange(ref session, null) is { } held)
            await held.DisposeAsync();
    }
}
