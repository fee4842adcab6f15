namespace Gateway.Adapters.Vault;

/// <summary>What the sealed index of an item holds. Items of format 1 have the first four members only.</summary>
/// <param name="Place">The message and the part that it is; null when it is never requested by its place.</param>
/// <param name="ContentKey">Random, for this item alone; format 1 derived it from the item's id.</param>
/// <param name="CiphertextDigest">As events cite it; here it cannot be altered without the key.</param>
internal sealed record StoredIndex(
    string Name,
    string MediaType,
    long Size,
    string Sha256,
    string? Place = null,
    byte[]? ContentKey = null,
    string? CiphertextDigest = null
);
