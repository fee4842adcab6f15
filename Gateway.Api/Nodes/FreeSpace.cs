using Gateway.Api.Configuration;
using Gateway.Domain;
using Npgsql;

namespace Gateway.Api.Nodes;

/// <summary>
/// Stops intake while a disk that the gateway writes to has too little free space, so that what was accepted can still be
/// recorded and sent. A database on another machine is not seen.
/// </summary>
public sealed class FreeSpace(GatewayOptions options, NpgsqlDataSource database, TimeProvider clock, ILogger<FreeSpace> log)
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromSeconds(1);

    private readonly Lock looking = new();
    private IReadOnlyList<string> places = [options.Data, Path.GetTempPath()];
    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;
    private bool isShort;

    /// <summary>Free bytes are below the floor on one of the disks, or cannot be found out.</summary>
    public bool IsShort
    {
        get
        {
            lock (looking)
            {
                var now = clock.GetUtcNow();
                if ((now - lookedAt).Duration() < LookedAtEvery)
                    return isShort;
                lookedAt = now;
                var was = isShort;
                isShort = places.Any(place => FreeAt(place) < options.LeastFreeBytes);
                if (isShort && !was)
                    log.LogError(
                        "Less than {Bytes} bytes are free on a disk of the gateway, or it does not answer; submissions are rejected",
                        options.LeastFreeBytes
                    );
                return isShort;
            }
        }
    }

    /// <summary>Null when there is enough space; else the problem with which a submission is rejected.</summary>
    public Problem? Reject() =>
        IsShort ? new(Problem.StorageFull, "The gateway has too little free space; nothing was accepted.") : null;

    /// <summary>Finds out where the database keeps its files, where that is on this machine and told to this role.</summary>
    public async Task FindDatabaseAsync(CancellationToken cancellation)
    {
        try
        {
            await using var command = database.CreateCommand(
                "select setting from pg_settings where name = 'data_directory'"
            );
            if (await command.ExecuteScalarAsync(cancellation) is string folder && Directory.Exists(folder))
                places = [.. places, folder];
        }
        catch (PostgresException)
        {
            // The role may not ask; then the database's disk is not watched.
        }
    }

    /// <summary>0 for a disk that does not answer: nothing could be recorded there.</summary>
    private static long FreeAt(string place)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(place)).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return 0;
        }
    }
}
