using Gateway.Domain.Vault;

namespace Gateway.Adapters.Vault;

/// <summary>Encrypted content that becomes durable in the transaction of the events that cite it.</summary>
/// <param name="Items">One reference per item, in order.</param>
/// <param name="Commands">SQL with positional parameters (<c>?</c>), to be run in that transaction, in order.</param>
public sealed record SealedItems(IReadOnlyList<VaultItem> Items, IReadOnlyList<(string Sql, object[] Parameters)> Commands);
