using System.Globalization;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>A directory with <c>postgres</c> and <c>initdb</c> that the server's user may run.</summary>
internal sealed record PostgresBinaries(string Directory, int Major)
{
    public string Postgres => Path.Combine(Directory, "postgres");

    public string InitDb => Path.Combine(Directory, "initdb");

    /// <param name="wanted">The major version that created the cluster, the only one that can open it; null when there is no
    /// cluster.</param>
    public static async Task<PostgresBinaries> FindAsync(
        IEnumerable<string> places,
        ServerAccount account,
        int? wanted,
        CancellationToken cancellation
    )
    {
        var seen = new List<string>();
        PostgresBinaries? other = null;
        foreach (var place in places.Distinct())
        {
            seen.Add(place);
            if (!File.Exists(Path.Combine(place, "postgres")) || !File.Exists(Path.Combine(place, "initdb")))
                continue;
            var asking = account.Command(Path.Combine(place, "postgres"), "--version");
            var version = await ChildProgram.RunAsync(asking, cancellation);
            if (MajorVersion(version.Output) is not { } major)
            {
                seen[^1] = $"{place} (the user {account.Name} cannot run it: {version.Errors})";
                continue;
            }

            var found = new PostgresBinaries(place, major);
            if (wanted is null || wanted == found.Major)
                return found;
            other ??= found;
        }

        throw new EmbeddedPostgresException(
            other is not null
                ? $"The data was made by PostgreSQL {wanted}, and {other.Directory} holds PostgreSQL {other.Major}. "
                    + $"Install PostgreSQL {wanted}, or move the data with pg_upgrade or a dump."
                : $"No PostgreSQL programs were found{(wanted is null ? "" : $" (version {wanted})")}. Looked at: "
                    + $"{string.Join("; ", seen)}. Run deploy/install-postgres, install the distribution's package postgresql, "
                    + $"name their directory in {PostgresPlaces.Variable}, or give a connection string."
        );
    }

    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    private static int? MajorVersion(string version) =>
        version.Split(' ') is ["postgres", "(PostgreSQL)", var number, ..]
        && int.TryParse(number.Split('.')[0], CultureInfo.InvariantCulture, out var major)
            ? major
            : null;
}
