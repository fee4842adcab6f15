using System.Security.Cryptography;
using System.Text;

namespace Gateway.Adapters.Vault;

/// <summary>
/// The key-encryption key, which wraps the data key of every scope with AES-256-GCM. The key is stored in a file; an HSM can
/// hold it instead, since no other code sees the key.
/// </summary>
public sealed class KeyRing
{
    private const int NonceSize = 12;
    private readonly byte[] key;

    /// <param name="key">32 bytes.</param>
    public KeyRing(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
            throw new ArgumentException("A key-encryption key has 32 bytes.", nameof(key));
        this.key = key.ToArray();
    }

    /// <summary>Reads the key from a file of exactly 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">The file is missing or of another size.</exception>
    public static KeyRing FromFile(string path)
    {
        if (!File.Exists(path))
            throw new InvalidOperationException($"The vault's key-encryption key is missing: {path}");
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length != 32)
            throw new InvalidOperationException($"The vault's key-encryption key must have 32 bytes: {path}");
        return new KeyRing(bytes);
    }

    public byte[] Wrap(ReadOnlySpan<byte> dataKey, string scope)
    {
        var wrapped = new byte[NonceSize + dataKey.Length + ChunkCipher.TagSize];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceSize));
        using var kek = NewCipher();
        kek.Encrypt(
            wrapped.AsSpan(0, NonceSize),
            dataKey,
            wrapped.AsSpan(NonceSize, dataKey.Length),
            wrapped.AsSpan(NonceSize + dataKey.Length),
            Encoding.UTF8.GetBytes(scope)
        );
        return wrapped;
    }

    /// <exception cref="CryptographicException">The data key was not wrapped by this key for this scope.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string scope)
    {
        if (wrapped.Length != NonceSize + 32 + ChunkCipher.TagSize)
            throw new CryptographicException("Not a wrapped data key.");
        var dataKey = new byte[32];
        using var kek = NewCipher();
        kek.Decrypt(
            wrapped[..NonceSize],
            wrapped[NonceSize..^ChunkCipher.TagSize],
            wrapped[^ChunkCipher.TagSize..],
            dataKey,
            Encoding.UTF8.GetBytes(scope)
        );
        return dataKey;
    }

    /// <summary>
    /// Creates a cipher for each use, since a shared one is not thread-safe and a wrongly wrapped key means lost content.
    /// </summary>
    private AesGcm NewCipher() => new(key, ChunkCipher.TagSize);
}
