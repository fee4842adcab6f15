namespace Gateway.Api.Channels;

/// <summary>
/// The folders below which the addresses of a file channel must be. Links are followed, as far as the address exists: a link
/// inside may point outside.
/// </summary>
internal sealed class AllowedRoots(IReadOnlyList<string> roots)
{
    private readonly string[] roots =
    [
        .. roots.Select(root => Real(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))),
    ];

    public bool Holds(string address)
    {
        if (!Path.IsPathFullyQualified(address) || address.Contains('\0', StringComparison.Ordinal))
            return false;
        var real = Real(Path.TrimEndingDirectorySeparator(Path.GetFullPath(address)));
        return roots.Any(root =>
            real.Length > root.Length && real.StartsWith(root, StringComparison.Ordinal) && real[root.Length] == '/'
        );
    }

    /// <summary>The target of a path after every link on it is followed.</summary>
    private static string Real(string path)
    {
        var (real, followed) = ("/", 0);
        var rest = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }
            var next = Path.Combine(real, part);
            if (part == "." || new FileInfo(next).LinkTarget is not { } target)
            {
                real = part == "." ? real : next;
                continue;
            }
            // A cycle of links has no target, so it is not allowed.
            if (++followed > 40)
                return "/";
            if (target.StartsWith('/'))
                real = "/";
            foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(step);
        }
        return real;
    }
}
