using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Vault;

/// <summary>The key of one scope and everything derived from it. Destroy its wrapped form and all of that is gone.</summary>
internal sealed class DataKey(byte[] key)
{
    /// <summary>
    /// The format that is written: a random content key per item, and a random nonce kept before its index.
    /// </summary>
    public const short Format = 2;

    private const int NonceSize = 12;

    public static byte[] NewContentKey() => RandomNumberGenerator.GetBytes(32);

    /// <summary>
    /// Same content, name, type and place in the same scope: same id. The same bytes under two names are two items; outside
    /// the scope the id says nothing.
    /// </summary>
    public string ItemId(NewItem item)
    {
        var told = JsonSerializer.SerializeToUtf8Bytes<string?[]>([
            "item",
            item.Sha256,
            item.Name,
            item.MediaType,
            item.Place,
        ]);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, told).AsSpan(0, 16));
    }

    public ChunkCipher CipherFor(string itemId, StoredIndex index) => new(index.ContentKey ?? Derive("content:" + itemId));

    public byte[] SealIndex(string itemId, StoredIndex index)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(index);
        var sealedIndex = new byte[NonceSize + plain.Length + ChunkCipher.TagSize];
        var nonce = sealedIndex.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(IndexKey(itemId), ChunkCipher.TagSize);
        aes.Encrypt(nonce, plain, sealedIndex.AsSpan(NonceSize, plain.Length), sealedIndex.AsSpan(NonceSize + plain.Length));
        return sealedIndex;
    }

    /// <exception cref="CryptographicException">Not an index sealed for this item in this format.</exception>
    public StoredIndex OpenIndex(string itemId, short format, ReadOnlySpan<byte> sealedIndex)
    {
        if (format == 1)
        {
            using var cipher = new ChunkCipher(Derive("index:" + itemId));
            return JsonSerializer.Deserialize<StoredIndex>(cipher.Open(0, isLast: true, sealedIndex))!;
        }
        if (format != Format || sealedIndex.Length < NonceSize + ChunkCipher.TagSize)
            throw new CryptographicException("Not a sealed index.");
        var plain = new byte[sealedIndex.Length - NonceSize - ChunkCipher.TagSize];
        using var aes = new AesGcm(IndexKey(itemId), ChunkCipher.TagSize);
        aes.Decrypt(
            sealedIndex[..NonceSize],
            sealedIndex[NonceSize..^ChunkCipher.TagSize],
            sealedIndex[^ChunkCipher.TagSize..],
            plain
        );
        return JsonSerializer.Deserialize<StoredIndex>(plain)!;
    }

    public string Fingerprint(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Derive("fingerprint"), Encoding.UTF8.GetBytes(text)));

    private byte[] IndexKey(string itemId) => Derive("sealed-index:" + itemId);

    private byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, outputLength: 32, info: Encoding.UTF8.GetBytes(purpose));
}
