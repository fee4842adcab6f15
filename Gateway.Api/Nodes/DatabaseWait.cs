using System.Net.Sockets;
using Gateway.Api.Configuration;
using Npgsql;

namespace Gateway.Api.Nodes;

/// <summary>
/// Waits at start for a PostgreSQL that is not there yet, and logs this every few seconds. An error that waiting cannot
/// resolve ends the start.
/// </summary>
internal static class DatabaseWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(3);

    /// <exception cref="ConfigurationException">It did not answer in time, or it refuses this user or knows no such
    /// database.</exception>
    public static async Task ForAsync(
        string connectionString,
        TimeSpan within,
        ILogger log,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        settings.Timeout = Math.Clamp(settings.Timeout, 1, 5);
        var where = $"{settings.Host}:{settings.Port}";
        var begun = clock.GetTimestamp();
        TimeSpan? said = null;
        while (true)
            try
            {
                await using var connection = new NpgsqlConnection(settings.ConnectionString);
                await connection.OpenAsync(cancellation);
                log.LogInformation("The database is {Database} on {Server}", connection.Database, where);
                return;
            }
            catch (Exception exception)
                when (exception is NpgsqlException or SocketException or TimeoutException or IOException)
            {
                var waited = clock.GetElapsedTime(begun);
                if (!IsPassing(exception))
                    throw new ConfigurationException(
                        $"ConnectionStrings__gateway: PostgreSQL on {where} refuses the connection ({exception.Code()})."
                    );
                if (waited > within)
                    throw new ConfigurationException(
                        $"ConnectionStrings__gateway: PostgreSQL on {where} did not answer within {within} "
                            + "(Gateway__DatabaseWithin)."
                    );
                if (said is null || waited - said > SayEvery)
                {
                    log.LogWarning(
                        "PostgreSQL on {Server} does not answer yet ({Reason}); waiting for it",
                        where,
                        exception.Code()
                    );
                    said = waited;
                }
                await Task.Delay(Pause, clock, cancellation);
            }
    }

    /// <summary>
    /// A server that starts, stops, is full or cannot be reached; not one that refuses this user or database (classes 28,
    /// 3D, 42).
    /// </summary>
    private static bool IsPassing(Exception exception) =>
        exception is not PostgresException { SqlState: { } state }
        || state.StartsWith("57P", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("08", StringComparison.Ordinal);
}
