using System.Globalization;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>The files of the database. They appear under their name only when complete.</summary>
internal static class Cluster
{
    /// <summary>The major version that made it; null when there is none yet.</summary>
    public static int? Version(ClusterHome home)
    {
        var file = Path.Combine(home.Cluster, "PG_VERSION");
        if (!Directory.Exists(home.Cluster))
            return null;
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new EmbeddedPostgresException($"{home.Cluster} is not the data of a PostgreSQL server. Move it away.");
    }

    public static async Task CreateAsync(
        ClusterHome home,
        PostgresBinaries binaries,
        bool durable,
        CancellationToken cancellation
    )
    {
        foreach (var unfinished in Directory.GetDirectories(home.Directory, "cluster.init*"))
            Remove(unfinished);
        // A name of its own: initdb of a gateway that was just killed may still be writing into another.
        var making = Path.Combine(home.Directory, $"cluster.init-{Path.GetRandomFileName()}");
        await home.Account.MakePrivateDirectoryAsync(making, cancellation);
        string[] careless = durable ? [] : ["--no-sync"];
        var made = await ChildProgram.RunAsync(
            home.Account.Command([
                binaries.InitDb,
                "-D",
                making,
                "-U",
                ServerCommand.User,
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                "--auth-local=trust",
                "--auth-host=reject",
                .. careless,
            ]),
            cancellation
        );
        if (!made.Succeeded)
            throw new EmbeddedPostgresException($"initdb failed: {made.Errors}");
        Directory.Move(making, home.Cluster);
    }

    private static void Remove(string unfinished)
    {
        try
        {
            Directory.Delete(unfinished, recursive: true);
        }
        catch (IOException)
        {
            // That initdb is still writing. The next creation removes its files, if there is one.
        }
    }
}
