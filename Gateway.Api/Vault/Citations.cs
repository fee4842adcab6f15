using Gateway.Adapters.Vault;
using Gateway.Domain;
using Marten;

namespace Gateway.Api.Vault;

/// <summary>
/// Marks in the vault what the facts of a transaction cite, in that transaction: whatever is not marked after a while was
/// left by an act that never committed.
/// </summary>
internal sealed class Citations : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var cited = session
            .PendingChanges.Streams()
            .SelectMany(stream => stream.Events)
            .SelectMany(fact => fact.Data is IFact { Cites: var items } ? items : [])
            .Select(item => item.ItemId)
            .Distinct()
            .ToArray();
        if (cited.Length > 0)
            session.QueueSqlCommand(PostgresVault.CiteSql, session.TenantId, cited);
        return Task.CompletedTask;
    }
}
