using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Domain.Audit;

namespace Gateway.Adapters.Vault;

/// <summary>The key of one scope and everything derived from it. Destroy its wrapped form and all of that is gone.</summary>
internal sealed class DataKey(byte[] key)
{
    /// <summary>Same content, same scope: same id; outside the scope the id says nothing about the content.</summary>
    public string ItemId(string sha256) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("item:" + sha256)).AsSpan(0, 16));

    public ChunkCipher CipherFor(string itemId) => new(Derive("content:" + itemId));

    public byte[] SealIndex(string itemId, ItemIndex index)
    {
        using var cipher = new ChunkCipher(Derive("index:" + itemId));
        return cipher.Seal(0, isLast: true, JsonSerializer.SerializeToUtf8Bytes(index));
    }

    public ItemIndex OpenIndex(string itemId, ReadOnlySpan<byte> sealedIndex)
    {
        using var cipher = new ChunkCipher(Derive("index:" + itemId));
        return JsonSerializer.Deserialize<ItemIndex>(cipher.Open(0, isLast: true, sealedIndex))!;
    }

    public string Fingerprint(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Derive("fingerprint"), Encoding.UTF8.GetBytes(text)));

    private byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, outputLength: 32, info: Encoding.UTF8.GetBytes(purpose));
}
