using System.Security.Cryptography;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Vault;

/// <summary>Encrypts one small item in memory.</summary>
internal sealed class ItemSealing(DataKey key, NewItem item)
{
    private readonly List<byte[]> chunks = [];

    public string Id { get; } = key.ItemId(item);

    /// <summary>Bytes of plaintext.</summary>
    public long Size => item.Size;

    public IReadOnlyList<byte[]> Chunks => chunks;

    public byte[] SealedIndex { get; private set; } = [];

    /// <summary>SHA-256 over the ciphertext, lower-case hex.</summary>
    public string Digest { get; private set; } = "";

    public async Task RunAsync(CancellationToken cancellation)
    {
        var index = new StoredIndex(item.Name, item.MediaType, item.Size, item.Sha256, item.Place, DataKey.NewContentKey());
        var count = ChunkCipher.CountFor(item.Size);
        var buffer = new byte[Math.Min(item.Size, ChunkCipher.ChunkSize)];
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var cipher = key.CipherFor(Id, index);
        await using var content = item.Open();
        for (var number = 0; number < count; number++)
        {
            var length = (int)Math.Min(ChunkCipher.ChunkSize, item.Size - (long)number * ChunkCipher.ChunkSize);
            await content.ReadExactlyAsync(buffer.AsMemory(0, length), cancellation);
            chunks.Add(cipher.Seal(number, number == count - 1, buffer.AsSpan(0, length)));
            digest.AppendData(chunks[^1]);
        }
        Digest = Convert.ToHexStringLower(digest.GetHashAndReset());
        SealedIndex = key.SealIndex(Id, index with { CiphertextDigest = Digest });
    }
}
