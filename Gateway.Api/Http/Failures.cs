using Gateway.Api.Persistence;
using Gateway.Api.Problems;
using Gateway.Domain;
using Gateway.Domain.Vault;
using JasperFx;
using Npgsql;

namespace Gateway.Api.Http;

/// <summary>The answer to an exception that no endpoint answered itself: one mapping for all calls.</summary>
public static class Failures
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DatabasePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DiskPause = TimeSpan.FromMinutes(1);

    public static Task AnswerAsync(HttpContext context, Exception? exception)
    {
        var failure =
            Causes(exception).Select(Of).FirstOrDefault(found => found is not null)
            ?? new(
                new(
                    Problem.Unexpected,
                    "The gateway could not finish this. Nothing was accepted unless a 202 said so; send the same "
                        + "bytes again."
                )
            );
        if (failure.Problem.Name == Problem.RequestTimeout && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return ProblemResults.WriteAsync(context, failure.Problem, retryAfter: failure.RetryAfter, status: failure.Status);
    }

    public static bool IsDiskFull(IOException exception) => exception.HResult is NoSpace or QuotaExceeded;

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    private static Failure? Of(Exception cause) =>
        cause switch
        {
            BadHttpRequestException bad => OfCall(bad),
            VaultItemUnreadableException or StreamDamagedException => new(
                new(Problem.RecordDamaged, "What is stored is damaged or was altered; nothing of it is given out.")
            ),
            ConcurrencyException => new(Conflicts.Persistent, Pause),
            PostgresException database => OfDatabase(database.SqlState),
            NpgsqlException => new(Unavailable, DatabasePause),
            IOException disk when IsDiskFull(disk) => new(StorageFull, DiskPause),
            _ => null,
        };

    private static Failure OfCall(BadHttpRequestException bad) =>
        bad.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => new(
                new(Problem.RequestTimeout, "The body came too slowly; send the same again."),
                Pause
            ),
            StatusCodes.Status413PayloadTooLarge => new(new(Problem.TooLarge, "The body is too large.")),
            StatusCodes.Status429TooManyRequests => new(new(Problem.Overloaded, bad.Message), Pause, bad.StatusCode),
            _ => new(new(Problem.MalformedRequest, "The call is not well-formed.")),
        };

    /// <summary>Classes of SQLSTATE that say the server cannot do it now; others are bugs.</summary>
    private static Failure? OfDatabase(string state) =>
        state switch
        {
            PostgresErrorCodes.DiskFull => new(StorageFull, DiskPause),
            PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => new(
                new(Problem.MalformedRequest, "A value holds a character that cannot be stored.")
            ),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(Unavailable, DatabasePause),
            _ => state[..2] is "08" or "40" or "53" or "55" or "57" or "58" ? new(Unavailable, DatabasePause) : null,
        };

    private static Problem Unavailable =>
        new(Problem.Unavailable, "The database does not answer; send the same again later.");

    private static Problem StorageFull =>
        new(Problem.StorageFull, "No space is left to store this; send the same again later.");

    private sealed record Failure(Problem Problem, TimeSpan? RetryAfter = null, int? Status = null);
}
