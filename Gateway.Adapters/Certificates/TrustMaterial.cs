namespace Gateway.Adapters.Certificates;

/// <summary>The trust anchors and other material of the validator. Without it, no certificate is trusted.</summary>
/// <param name="Anchors">Trusted as they are. A path ends at one.</param>
/// <param name="Others">Not trusted; certificates of issuers that signatures leave out.</param>
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
    /// Reads a folder: every certificate in it is an anchor, except those in its folder <see cref="Untrusted"/>; lists and
    /// responses are read from anywhere in it. Other files are ignored.
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
