using System.Security.Cryptography;
using System.Text;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// Where the cluster, its socket and its logs are. Normally the root directory; when the server's user cannot get there
/// (root's home, say), a directory under /var/lib/gateway that <c>cluster-location</c> in the root directory names.
/// </summary>
internal sealed record ClusterHome(string Root, string Directory, ServerAccount Account)
{
    private const int LongestSocketPath = 107;

    public string Cluster => Path.Combine(Directory, "cluster");

    public string Logs => Path.Combine(Directory, "log");

    /// <summary>
    /// In its own directory where that fits into a socket's address, else a short path made from its hash.
    /// </summary>
    public string SocketDirectory
    {
        get
        {
            var usual = Path.Combine(Directory, "run");
            var fits = Encoding.UTF8.GetByteCount(SocketIn(usual)) <= LongestSocketPath;
            // Both sides read a list of hosts or directories here: a comma would cut the path in two.
            var plain = usual.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+~".Contains(c));
            return fits && plain ? usual : $"{(Account.User is null ? "/tmp" : "/run")}/gateway-{Hash(Directory)}";
        }
    }

    public string Socket => SocketIn(SocketDirectory);

    public static async Task<ClusterHome> FindAsync(string rootDirectory, CancellationToken cancellation)
    {
        System.IO.Directory.CreateDirectory(rootDirectory);
        // Without links, as the server's processes will see it.
        var root = (await ChildProgram.RunAsync(["realpath", Path.GetFullPath(rootDirectory)], cancellation)).Output;
        var note = Note(root);
        if (File.Exists(note))
        {
            var elsewhere = (await File.ReadAllTextAsync(note, cancellation)).Trim();
            var moved = await AtAsync(root, elsewhere, cancellation);
            return System.IO.Directory.Exists(moved.Cluster)
                ? moved
                : throw new EmbeddedPostgresException(
                    $"{note} says that the cluster is in {elsewhere}, where there is none. Bring it back, or remove "
                        + "that file "
                        + "to begin with an empty database."
                );
        }

        var home = await AtAsync(root, root, cancellation);
        if (await home.Account.CanReachAsync(root, cancellation))
            return home;
        if (System.IO.Directory.Exists(home.Cluster))
            throw new EmbeddedPostgresException(
                $"The user {home.Account.Name} cannot reach {home.Cluster}. Let others search every directory above it "
                    + "(chmod o+x), or move it."
            );
        return await ElsewhereAsync(root, $"/var/lib/gateway/{Hash(root)}", cancellation);
    }

    /// <summary>Written only after the cluster exists: a note that points to no cluster means lost data.</summary>
    public void LeaveNote()
    {
        if (Directory != Root)
            File.WriteAllText(Note(Root), Directory + "\n");
    }

    private static async Task<ClusterHome> ElsewhereAsync(string root, string directory, CancellationToken cancellation)
    {
        var passed = Path.GetDirectoryName(directory)!;
        var made = await ChildProgram.RunAsync(["install", "-d", "-m", "711", passed, directory], cancellation);
        return made.Succeeded
            ? await AtAsync(root, directory, cancellation)
            : throw new EmbeddedPostgresException(
                $"The database cannot be in {root}, which its user cannot reach, nor in {directory}: {made.Errors}"
            );
    }

    private static async Task<ClusterHome> AtAsync(string root, string directory, CancellationToken cancellation) =>
        new(root, directory, await ServerAccount.ForAsync(Path.Combine(directory, "cluster"), cancellation));

    private static string SocketIn(string directory) => Path.Combine(directory, $".s.PGSQL.{ServerCommand.Port}");

    private static string Note(string root) => Path.Combine(root, "cluster-location");

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
