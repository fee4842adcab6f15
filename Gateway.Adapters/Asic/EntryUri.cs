using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.Adapters.Asic;

/// <summary>
/// How a reference names an entry: relative to the root of the container, in percent-encoded UTF-8 (RFC 3986). A plus sign
/// is literal. X-Road writes a leading slash.
/// </summary>
internal static class EntryUri
{
    private static readonly SearchValues<char> Ends = SearchValues.Create("?#");
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Of(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Null when it is not the name of an entry.</summary>
    public static string? Name(string uri)
    {
        var path = uri.StartsWith('/') ? uri[1..] : uri;
        if (path.Length == 0 || path.AsSpan().ContainsAny(Ends))
            return null;
        return path.Contains('%', StringComparison.Ordinal) ? Decode(path) : path;
    }

    private static string? Decode(string path)
    {
        // An encoded slash is part of a name, not a separator.
        if (path.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return null;
        var (octets, text) = (new List<byte>(path.Length), Encoding.UTF8.GetBytes(path));
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                octets.Add(text[i]);
                continue;
            }
            if (
                i + 2 >= text.Length
                || !byte.TryParse(
                    text.AsSpan(i + 1, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var octet
                )
            )
                return null;
            octets.Add(octet);
            i += 2;
        }
        try
        {
            return Utf8.GetString([.. octets]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
