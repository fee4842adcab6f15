using System.Security.Cryptography;
using System.Text;

namespace Gateway.Domain;

/// <summary>
/// Ids of streams that are found by a name: permanently the same, on every node (RFC 9562, version 8, from SHA-256).
/// </summary>
public static class StreamIds
{
    /// <param name="kind">What kind of stream, e.g. <c>channel</c>.</param>
    public static Guid Of(string kind, string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{name}")).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
