using Gateway.Domain;
using JasperFx;
using Marten.Exceptions;

namespace Gateway.Api.Persistence;

/// <summary>
/// Decides again on the new state when another session committed first; decisions are pure and nothing was committed. After
/// the last try the caller is asked to repeat the call, with the same answer on every path.
/// </summary>
internal static class Conflicts
{
    public const int Tries = 6;

    /// <summary>The answer after the last try.</summary>
    public static readonly Problem Persistent = new(
        Problem.Overloaded,
        "Others act on the same request all the time just now; nothing was done. Send the same again."
    );

    /// <param name="decide">Reads, decides and commits, in a session of its own.</param>
    /// <param name="persistent">The answer when every try met a conflict.</param>
    /// <param name="isConflict">What counts as a conflict besides a changed stream.</param>
    public static async Task<T> DecideAsync<T>(
        Func<Task<T>> decide,
        Func<T> persistent,
        Func<Exception, bool>? isConflict = null
    )
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return await decide();
            }
            catch (Exception exception)
                when (exception is ConcurrencyException or ExistingStreamIdCollisionException
                    || isConflict?.Invoke(exception) == true
                )
            {
                if (attempt == Tries)
                    return persistent();
            }
    }
}
