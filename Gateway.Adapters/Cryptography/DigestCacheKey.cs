namespace Gateway.Adapters.Cryptography;

/// <summary>
/// Names a selection or a digest in a cache. Its parts come from the document, so each is written with its length: two
/// different lists never give the same name, and no reference gets the digest of another.
/// </summary>
internal static class DigestCacheKey
{
    public static string Of(params IEnumerable<string> parts) =>
        string.Concat(parts.Select(part => $"{part.Length}:{part}"));
}
