using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Adapters.Vault;

/// <summary>
/// AES-256-GCM over chunks of one item (the STREAM construction): the nonce counts chunks and marks the last one, so that
/// chunks can be neither reordered, dropped, repeated nor cut off unnoticed. The key is used for this item alone.
/// </summary>
internal sealed class ChunkCipher(ReadOnlySpan<byte> itemKey) : IDisposable
{
    public const int ChunkSize = 256 * 1024;
    public const int TagSize = 16;
    private readonly AesGcm aes = new(itemKey, TagSize);

    /// <summary>How many chunks <paramref name="size"/> bytes make; an empty item is one empty chunk.</summary>
    public static int CountFor(long size) => (int)Math.Max(1, (size + ChunkSize - 1) / ChunkSize);

    public byte[] Seal(int number, bool isLast, ReadOnlySpan<byte> plain)
    {
        var result = new byte[plain.Length + TagSize];
        Seal(number, isLast, plain, result);
        return result;
    }

    /// <param name="destination">As long as the plain bytes and the tag together.</param>
    public void Seal(int number, bool isLast, ReadOnlySpan<byte> plain, Span<byte> destination) =>
        aes.Encrypt(Nonce(number, isLast), plain, destination[..plain.Length], destination[plain.Length..]);

    /// <exception cref="AuthenticationTagMismatchException">The chunk is not the one sealed at this place.</exception>
    public byte[] Open(int number, bool isLast, ReadOnlySpan<byte> sealedChunk)
    {
        if (sealedChunk.Length < TagSize)
            throw new AuthenticationTagMismatchException();
        var plain = new byte[sealedChunk.Length - TagSize];
        aes.Decrypt(Nonce(number, isLast), sealedChunk[..plain.Length], sealedChunk[plain.Length..], plain);
        return plain;
    }

    public void Dispose() => aes.Dispose();

    private static byte[] Nonce(int number, bool isLast)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(7), number);
        nonce[11] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}
