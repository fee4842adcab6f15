using Npgsql;

namespace Gateway.Api.Hosting;

/// <summary>Faults of work that is repeated anyway: told, and tried again at the next turn, since an exception that leaves a service ends the gateway.</summary>
internal static class Faults
{
    /// <summary>Anything but the gateway's own stop.</summary>
    public static bool IsFault(this Exception exception, CancellationToken stopping) =>
        exception is not OperationCanceledException || !stopping.IsCancellationRequested;

    /// <summary>The state of the database (SQLSTATE) or the kind of the exception; never its text.</summary>
    public static string Code(this Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            if (cause is NpgsqlException { SqlState: { } state }) return state;
        return exception.GetType().Name;
    }
}
