namespace Gateway.Adapters.Cryptography;

/// <summary>
/// Names what was selected or digested. Parts come from the document, so each is written with its length: whatever a
/// document puts into them, two different lists never read the same, and nobody is handed another reference's digest.
/// </summary>
internal static class WorkKey
{
    public static string Of(params IEnumerable<string> parts) =>
        string.Concat(parts.Select(part => $"{part.Length}:{part}"));
}
