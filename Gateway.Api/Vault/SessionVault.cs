using Gateway.Adapters.Vault;
using Gateway.Domain.Vault;
using Marten;
using Npgsql;

namespace Gateway.Api.Vault;

/// <summary>
/// Stores content in the transaction of the events that cite it. Content too large for memory is streamed into the
/// database before, and swept when the events never commit.
/// </summary>
public sealed class SessionVault(PostgresVault vault)
{
    /// <param name="isNew">The scope has no content yet.</param>
    /// <returns>One reference per item, in order.</returns>
    public async Task<IReadOnlyList<VaultItem>> KeepAsync(
        IDocumentSession session,
        VaultScope scope,
        bool isNew,
        IReadOnlyList<NewItem> items,
        CancellationToken cancellation
    )
    {
        if (items.Sum(item => item.Size) > PostgresVault.LargestSealed)
            return await vault.StoreAsync(scope, items, cancellation);
        var content = await vault.SealAsync(scope, isNew, items, cancellation);
        foreach (var (sql, parameters) in content.Commands)
            session.QueueSqlCommand(sql, parameters);
        Citations.AreStored(session, content.Items);
        return content.Items;
    }

    /// <summary>Which of the streams have content of theirs already.</summary>
    public Task<IReadOnlySet<Guid>> FindKnownAsync(
        string tenant,
        IReadOnlyCollection<Guid> streams,
        CancellationToken cancellation
    ) => vault.FindKeyedAsync(tenant, streams, cancellation);

    /// <summary>A commit failed because somebody else stored the first content of a scope, or the same item.</summary>
    public static bool IsOvertaken(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, SchemaName: "vault" }
        || exception.InnerException is { } inner && IsOvertaken(inner);
}
