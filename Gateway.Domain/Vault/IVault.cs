namespace Gateway.Domain.Vault;

/// <summary>
/// Stores the bytes that events cite: encrypted under a data key per scope (a request, or one rejected submission),
/// addressed by content within it, readable from every node. Destroying a scope's key erases its content and leaves every
/// event and digest of ciphertext as it was.
/// </summary>
public interface IVault
{
    /// <summary>Stores all items of one act, durably and at once; what is already there is not stored again.</summary>
    /// <returns>One reference per item, in order.</returns>
    Task<IReadOnlyList<VaultItem>> StoreAsync(
        VaultScope scope,
        IReadOnlyList<NewItem> items,
        CancellationToken cancellation
    );

    /// <summary>Opens an item for reading, decrypted and authenticated chunk by chunk.</summary>
    /// <exception cref="VaultItemUnreadableException">Missing, altered, or its key destroyed.</exception>
    ValueTask<Stream> OpenAsync(VaultScope scope, string itemId, CancellationToken cancellation);

    /// <summary>As above, for content that an event cites: the item must be the one that was stored for it.</summary>
    /// <param name="place">The place it was stored for, or null; see <see cref="NewItem"/>.</param>
    /// <exception cref="VaultItemUnreadableException">Missing, altered, its key destroyed, or another than
    /// cited.</exception>
    async ValueTask<Stream> OpenAsync(VaultScope scope, VaultItem cited, string? place, CancellationToken cancellation) =>
        (await FindAsync(scope, cited, place, cancellation)).Open();

    /// <summary>Finds content that an event cites, with its name and a way to open it.</summary>
    /// <param name="place">The place it was stored for, or null; see <see cref="NewItem"/>.</param>
    /// <exception cref="VaultItemUnreadableException">Missing, altered, its key destroyed, or another than
    /// cited.</exception>
    ValueTask<FoundItem> FindAsync(VaultScope scope, VaultItem cited, string? place, CancellationToken cancellation);

    /// <summary>
    /// A keyed digest that identifies the same bytes without storing their plain digest: HMAC-SHA256 under a key of the
    /// gateway, lower-case hex.
    /// </summary>
    ValueTask<string> FingerprintAsync(string text, CancellationToken cancellation);
}

/// <summary>What shares one data key: the tenant and the stream whose content it is.</summary>
public readonly record struct VaultScope(string Tenant, Guid StreamId);

/// <summary>Bytes to be stored.</summary>
/// <param name="Sha256">Lower-case hex, computed already when the bytes were received.</param>
/// <param name="Place">The message and the part it belongs to, if it is read by its place; no other item is given out
/// there.</param>
public sealed record NewItem(
    string Name,
    string MediaType,
    long Size,
    string Sha256,
    Func<Stream> Open,
    string? Place = null
);

/// <summary>Data that only the vault holds in plain form.</summary>
public sealed record ItemIndex(string Name, string MediaType, long Size, string Sha256);

/// <param name="Open">Reads it from the start, as often as wanted; a damaged chunk is a
/// <see cref="VaultItemUnreadableException"/> when it is reached.</param>
public sealed record FoundItem(ItemIndex Index, Func<Stream> Open);

/// <summary>A reference from an event to content. It does not reveal what the content is.</summary>
/// <param name="ItemId">Derived from content, name, place and data key: equal ones in one scope are one item.</param>
/// <param name="CiphertextDigest">SHA-256 over the stored ciphertext, lower-case hex; stays provable after erasure.</param>
/// <param name="Size">Bytes of plaintext.</param>
public sealed record VaultItem(string ItemId, string CiphertextDigest, long Size);

/// <summary>The vault cannot give back what an event cites.</summary>
public sealed class VaultItemUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
