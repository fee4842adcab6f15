using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Domain.Authorities;

/// <summary>
/// Codes of authorities as message documents write them: a country of ISO 3166-1, then the authority within it.
/// </summary>
public static partial class AuthorityCode
{
    public static bool IsValid(string code) => code.Length <= 64 && Form().IsMatch(code);

    /// <summary>The country's code.</summary>
    public static string StateOf(string code) => code[..2];

    /// <summary>
    /// The id of the authority's stream. It is derived from the code (RFC 9562, version 8), so that every node and every
    /// list use the same stream for an authority, and no code has two.
    /// </summary>
    public static Guid StreamId(string code)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"urn:gateway:authority:{code}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    [GeneratedRegex(
        @"\A[A-Z]{2}-[A-Z0-9]{1,16}(-[A-Z0-9]{1,16})*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex Form();
}
