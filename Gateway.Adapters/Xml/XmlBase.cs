namespace Gateway.Adapters.Xml;

/// <summary>
/// Joins an omitted xml:base with the one inside it (Canonical XML 1.1, 2.4 and appendix A): RFC 3986, section 5.2, except
/// that the outer one may be relative and its upward segments stay.
/// </summary>
internal static class XmlBase
{
    public static string Join(string outer, string inner)
    {
        var (b, r) = (Parts.Of(outer), Parts.Of(inner));
        if (r.Scheme is not null)
            return r.Written(Normalise(r.Path));
        if (r.Authority is not null)
            return (r with { Scheme = b.Scheme }).Written(Normalise(r.Path));
        if (r.Path.Length == 0)
            return (b with { Query = r.Query ?? b.Query }).Written(b.Path);
        var path = r.Path.StartsWith('/') ? r.Path : Merge(b, r.Path);
        return (b with { Query = r.Query }).Written(Normalise(path));
    }

    private static string Merge(Parts b, string path)
    {
        if (b.Authority is not null && b.Path.Length == 0)
            return "/" + path;
        var directory = b.Path == ".." || b.Path.EndsWith("/..", StringComparison.Ordinal) ? b.Path + "/" : b.Path;
        return directory[..(directory.LastIndexOf('/') + 1)] + path;
    }

    /// <summary>Without <c>.</c>, with <c>..</c> only in front, and no slash twice.</summary>
    private static string Normalise(string path)
    {
        var isAbsolute = path.StartsWith('/');
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kept = new List<string>();
        foreach (var segment in segments)
            switch (segment)
            {
                case ".":
                    break;
                case ".." when kept.Count > 0 && kept[^1] != "..":
                    kept.RemoveAt(kept.Count - 1);
                    break;
                case ".." when isAbsolute:
                    break;
                default:
                    kept.Add(segment);
                    break;
            }
        var isDirectory = path.EndsWith('/') || segments is [.., "." or ".."];
        return (isAbsolute ? "/" : "") + string.Join('/', kept) + (isDirectory && kept.Count > 0 ? "/" : "");
    }

    private sealed record Parts(string? Scheme, string? Authority, string Path, string? Query)
    {
        /// <summary>The components of RFC 3986, section 3, the fragment left out.</summary>
        public static Parts Of(string uri)
        {
            var rest = uri.Split('#')[0];
            string? query = null;
            if (rest.IndexOf('?') is >= 0 and var question)
                (rest, query) = (rest[..question], rest[(question + 1)..]);
            string? scheme = null;
            if (
                rest.IndexOf(':') is > 0 and var colon
                && char.IsAsciiLetter(rest[0])
                && rest[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            )
                (scheme, rest) = (rest[..colon], rest[(colon + 1)..]);
            string? authority = null;
            if (rest.StartsWith("//", StringComparison.Ordinal))
            {
                var end = rest.IndexOf('/', 2);
                if (end < 0)
                    end = rest.Length;
                (authority, rest) = (rest[2..end], rest[end..]);
            }
            return new Parts(scheme, authority, rest, query);
        }

        public string Written(string path) =>
            (Scheme is null ? "" : Scheme + ":")
            + (Authority is null ? "" : "//" + Authority)
            + path
            + (Query is null ? "" : "?" + Query);
    }
}
