using System.Security.Cryptography;
using Gateway.Domain.Vault;

namespace Gateway.Api.Persistence;

internal static class VaultItems
{
    public static NewItem Of(string name, string mediaType, byte[] bytes) =>
        new(name, mediaType, bytes.Length, DigestOf(bytes), () => new MemoryStream(bytes, writable: false));

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string DigestOf(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
