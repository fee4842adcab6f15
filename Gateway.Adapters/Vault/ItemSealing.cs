using System.Security.Cryptography;
using Gateway.Domain.Vault;

namespace Gateway.Adapters.Vault;

/// <summary>Encrypts one item, chunk by chunk; the caller stores the chunks.</summary>
internal sealed class ItemSealing(DataKey key, NewItem item)
{
    public string Id { get; } = key.ItemId(item);

    /// <summary>Bytes of plaintext.</summary>
    public long Size => item.Size;

    public int ChunkCount { get; } = ChunkCipher.CountFor(item.Size);

    /// <summary>Known when all chunks are sealed, as is <see cref="Digest"/>.</summary>
    public byte[] SealedIndex { get; private set; } = [];

    /// <summary>SHA-256 over the ciphertext, lower-case hex.</summary>
    public string Digest { get; private set; } = "";

    /// <param name="write">Takes a chunk with its number, from 0; the memory is used again for the next one.</param>
    public async Task RunAsync(Func<int, ReadOnlyMemory<byte>, Task> write, CancellationToken cancellation)
    {
        var index = new StoredIndex(item.Name, item.MediaType, item.Size, item.Sha256, item.Place, DataKey.NewContentKey());
        // Reused for each chunk: large arrays are collected late.
        var buffer = new byte[Math.Min(item.Size, ChunkCipher.ChunkSize)];
        var sealedBuffer = new byte[buffer.Length + ChunkCipher.TagSize];
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var cipher = key.CipherFor(Id, index);
        await using var content = item.Open();
        for (var number = 0; number < ChunkCount; number++)
        {
            var length = (int)Math.Min(ChunkCipher.ChunkSize, item.Size - (long)number * ChunkCipher.ChunkSize);
            await content.ReadExactlyAsync(buffer.AsMemory(0, length), cancellation);
            var sealedChunk = sealedBuffer.AsMemory(0, length + ChunkCipher.TagSize);
            cipher.Seal(number, number == ChunkCount - 1, buffer.AsSpan(0, length), sealedChunk.Span);
            digest.AppendData(sealedChunk.Span);
            await write(number, sealedChunk);
        }
        Digest = Convert.ToHexStringLower(digest.GetHashAndReset());
        SealedIndex = key.SealIndex(Id, index with { CiphertextDigest = Digest });
    }
}
