namespace Gateway.Adapters.Certificates;

/// <summary>
/// What somebody who validates brings along: whom to trust, and what else is at hand. Without it, nobody is trusted.
/// </summary>
/// <param name="Anchors">Trusted as they are. A path ends at one.</param>
/// <param name="Others">Not trusted; issuers that signatures leave out.</param>
public sealed record TrustMaterial(
    IReadOnlyList<Certificate> Anchors,
    IReadOnlyList<Certificate> Others,
    IReadOnlyList<RevocationSource> Revocation
)
{
    /// <summary>The folder for certificates that are at hand and not trusted.</summary>
    public const string Untrusted = "untrusted";

    private const long LongestFile = 64 * 1024 * 1024;

    public static readonly TrustMaterial None = new([], [], []);

    /// <summary>
    /// Of a folder: every certificate in it is an anchor, but for those in its folder <see cref="Untrusted"/>; lists
    /// and responses are taken from anywhere in it. Other files are passed over.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be read.</exception>
    public static TrustMaterial Read(string folder)
    {
        List<Certificate> anchors = [],
            others = [];
        var revocation = new List<RevocationSource>();
        foreach (
            var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        )
        {
            if (new FileInfo(path).Length > LongestFile)
                continue;
            var file = CertificateFile.Read(File.ReadAllBytes(path));
            var isTrusted = !Path.GetRelativePath(folder, path)
                .StartsWith(Untrusted + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            (isTrusted ? anchors : others).AddRange(file.Certificates);
            revocation.AddRange(file.Revocation);
        }
        return new TrustMaterial([.. anchors.Distinct()], [.. others.Distinct()], revocation);
    }

    public TrustMaterial And(TrustMaterial other) =>
        new([.. Anchors, .. other.Anchors], [.. Others, .. other.Others], [.. Revocation, .. other.Revocation]);
}
