using System.Runtime.CompilerServices;
using Gateway.Adapters.Vault;
using Gateway.Domain;
using Gateway.Domain.Vault;
using Marten;

namespace Gateway.Api.Vault;

/// <summary>
/// Marks in the vault the items that the events of a transaction cite, in that transaction. An item that is not marked after
/// a while was left by an act that never committed.
/// </summary>
internal sealed class Citations : DocumentSessionListenerBase
{
    private static readonly ConditionalWeakTable<IDocumentSession, HashSet<string>> Stored = [];

    /// <summary>The items are stored by the session's own transaction, and marked there.</summary>
    public static void AreStored(IDocumentSession session, IReadOnlyList<VaultItem> items) =>
        Stored.GetOrCreateValue(session).UnionWith(items.Select(item => item.ItemId));

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var cited = session
            .PendingChanges.Streams()
            .SelectMany(stream => stream.Events)
            .SelectMany(fact => fact.Data is IDomainEvent { Cites: var items } ? items : [])
            .Select(item => item.ItemId)
            .Distinct();
        if (Stored.TryGetValue(session, out var stored))
            cited = cited.Except(stored);
        if (cited.ToArray() is { Length: > 0 } earlier)
            session.QueueSqlCommand(PostgresVault.CiteSql, session.TenantId, earlier);
        return Task.CompletedTask;
    }
}
