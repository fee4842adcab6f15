using System.Text;

namespace Gateway.Adapters.Xml;

/// <summary>
/// The encodings of one byte a character that signed documents still come in: closed lists of ISO 8859 and Windows code
/// pages. In all of them the XML declaration reads as ASCII.
/// </summary>
internal static class SingleByteEncodings
{
    private static readonly string[] Names =
    [
        "us-ascii",
        .. new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15 }.Select(part => $"iso-8859-{part}"),
        .. Enumerable.Range(1250, 9).Select(page => $"windows-{page}"),
    ];

    /// <summary>Null when the name is not on the list. What has no character in the encoding is not decoded.</summary>
    public static Encoding? Named(string name) =>
        !Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? null
        : name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
        || name.Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase)
            ? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        : CodePagesEncodingProvider.Instance.GetEncoding(
            name,
            EncoderFallback.ExceptionFallback,
            DecoderFallback.ExceptionFallback
        );
}
