using Gateway.Api.Nodes;
using Gateway.Api.Persistence;
using Gateway.Domain.Authorities;
using Npgsql;

namespace Gateway.Api.Authorities;

/// <summary>
/// Records the changes of the directory by time alone: proposals that lapsed, entries not verified for a year. One node at a
/// time searches the events for them; a late search does no harm.
/// </summary>
public sealed class DirectoryUpkeep(
    RecordedDirectory directory,
    DirectoryActs acts,
    Database database,
    TimeProvider clock,
    ILogger<DirectoryUpkeep> log
)
    : SingleNodeWork(
        database,
        Right,
        Every,
        "Lapsed proposals and old entries of the directory could not be recorded",
        clock,
        log
    )
{
    private const long Right = 0x67617465_000000d1;
    private const string Actor = "gateway";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override Task WorkAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    /// <returns>How many events were recorded.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var recorded = 0;
        foreach (
            var stream in directory.Snapshot.Streams.Values.Where(stream =>
                Upkeep.Decide(stream.Authority, Clock.GetUtcNow()).Count > 0
            )
        )
            recorded += await TryAsync(stream.Authority.Code, cancellation);
        return recorded;
    }

    /// <summary>A fault with one authority does not delay the others; the next sweep retries it.</summary>
    private async Task<int> TryAsync(string code, CancellationToken cancellation)
    {
        try
        {
            var decided = await acts.ActAsync(
                Actor,
                code,
                ifMatch: "",
                key: null,
                (authority, now) => DirectoryDecision.To(Upkeep.Decide(authority, now)),
                cancellation
            );
            return decided.Facts.Count;
        }
        catch (Exception exception)
            when (exception is not (OperationCanceledException or NpgsqlException or TimeoutException))
        {
            log.LogError(exception, "{Authority} could not be looked after: {Reason}", code, exception.GetType().Name);
            return 0;
        }
    }
}
