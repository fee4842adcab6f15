namespace Gateway.Domain.Authorities;

/// <summary>
/// Languages an authority accepts, as ranges (RFC 4647, basic filtering): <c>es</c> includes <c>es-CO</c>, not the reverse.
/// </summary>
internal static class LanguageRanges
{
    public static bool Hold(IEnumerable<string> ranges, string language) =>
        ranges.Any(range =>
            language.StartsWith(range, StringComparison.OrdinalIgnoreCase)
            && (language.Length == range.Length || language[range.Length] == '-')
        );
}
