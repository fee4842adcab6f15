using Gateway.Api.Nodes;
using Gateway.Api.Persistence;
using Gateway.Domain.Authorities;
using Npgsql;

namespace Gateway.Api.Authorities;

/// <summary>
/// Records what time alone does to the directory: proposals that lapsed, entries nobody verified for a year. Looked for in
/// the facts on one node at a time; nothing depends on its being punctual.
/// </summary>
public sealed class DirectoryUpkeep(
    RecordedDirectory directory,
    DirectoryActs acts,
    Database database,
    TimeProvider clock,
    ILogger<DirectoryUpkeep> log
)
    : OneNodesWork(
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

    /// <returns>How many facts were recorded.</returns>
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

    /// <summary>One authority that trips over a fault does not hold up the others; the next sweep tries it again.</summary>
    private async Task<int> TryAsync(string code, CancellationToken cancellation)
    {
        try
        {
            var decided = await acts.ActAsync(
                Actor,
                code,
                ifMatch: "",
                key: null,
                (authority, now) => Decided.To(Upkeep.Decide(authority, now)),
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
