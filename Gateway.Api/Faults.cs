using Npgsql;

namespace Gateway.Api;

/// <summary>
/// Faults of periodic work: they are logged, and the work is retried at its next turn, since an exception that leaves a
/// service ends the gateway.
/// </summary>
internal static class Faults
{
    private const int NoSpace = 28,
        QuotaExceeded = 122;

    /// <summary>Anything but the gateway's own stop.</summary>
    public static bool IsFault(this Exception exception, CancellationToken stopping) =>
        exception is not OperationCanceledException || !stopping.IsCancellationRequested;

    /// <summary>
    /// The database is unreachable or busy, or a disk is full. The current work is not the cause and is left unchanged.
    /// </summary>
    public static bool IsOfTheSurroundings(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is NpgsqlException { IsTransient: true } or IOException { HResult: NoSpace or QuotaExceeded })
                return true;
        return false;
    }

    /// <summary>The state of the database (SQLSTATE) or the kind of the exception; never its text.</summary>
    public static string Code(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is NpgsqlException { SqlState: { } state })
                return state;
        return exception.GetType().Name;
    }
}
