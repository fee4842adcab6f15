using Gateway.Adapters.Vault;
using Gateway.Api.Authorities;
using Gateway.Api.Nodes;
using Gateway.Api.Observability;
using Gateway.Api.RejectedSubmissions;
using Gateway.Domain;
using Gateway.Domain.Vault;
using Marten;

namespace Gateway.Api.Vault;

/// <summary>
/// Removes content that no event cites, stored by an act that broke off. Content is evidence, so it is removed only if two
/// conditions hold: no transaction marked it, and no event of its stream cites it.
/// </summary>
public sealed class VaultSweep(
    PostgresVault vault,
    IDocumentStore store,
    RecordedDirectory directory,
    RejectedContent rejected,
    Telemetry telemetry,
    TimeProvider clock,
    ILogger<VaultSweep> log
) : PeriodicWork(Every, "The vault could not be swept", clock, log)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>Far longer than any act takes from storing its content to committing its facts.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private bool isAdopted;

    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        await SweepAsync(Clock.GetUtcNow() - Age, cancellation);
        await SweepRejectedAsync(cancellation);
    }

    /// <summary>Rejected content is removed after its time, although an event cites it; the event stays.</summary>
    public async Task<long> SweepRejectedAsync(CancellationToken cancellation)
    {
        if (!isAdopted)
            await rejected.AdoptAsync(cancellation);
        isAdopted = true;
        var removed = await rejected.RemoveOldAsync(cancellation);
        if (removed > 0)
            log.LogInformation("The content of {Count} rejections was past its retention and is removed", removed);
        return removed;
    }

    /// <returns>How many items were removed.</returns>
    public async Task<long> SweepAsync(DateTimeOffset storedBefore, CancellationToken cancellation)
    {
        var removed = 0L;
        foreach (
            var scope in (await vault.FindUncitedAsync(storedBefore, cancellation)).GroupBy(
                found => found.Scope,
                found => found.ItemId
            )
        )
        {
            var kept = await KeepCitedAsync(scope.Key, [.. scope], cancellation);
            removed += await vault.RemoveUncitedAsync(scope.Key, [.. scope.Except(kept)], storedBefore, cancellation);
        }
        telemetry.Swept(removed);
        return removed;
    }

    private async Task<IReadOnlyList<string>> KeepCitedAsync(
        VaultScope scope,
        IReadOnlyList<string> ids,
        CancellationToken cancellation
    )
    {
        await using var session = store.LightweightSession(scope.Tenant);
        var facts =
            scope == DirectoryVault.Scope
                ? await directory.FactsAsync(cancellation)
                : await session.Events.FetchStreamAsync(scope.StreamId, token: cancellation);
        if (facts is null)
            return ids;
        var cited = ids.Intersect(facts.SelectMany(fact => ((IDomainEvent)fact.Data).Cites).Select(item => item.ItemId))
            .ToArray();
        if (cited.Length > 0)
        {
            log.LogError(
                "{Count} vault items are cited in {StreamId} and were not marked as such; they stay",
                cited.Length,
                scope.StreamId
            );
            session.QueueSqlCommand(PostgresVault.CiteSql, scope.Tenant, cited);
            await session.SaveChangesAsync(cancellation);
        }
        return cited;
    }
}
