using System.Globalization;
using Gateway.Api.Configuration;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// Where PostgreSQL's programs may be, the likeliest first. <c>deploy/install-postgres</c> looks in the same order.
/// </summary>
internal static class PostgresPlaces
{
    public const string Variable = "GATEWAY_PG_BIN";

    public static IEnumerable<string> InOrder(EmbeddedPostgresOptions options)
    {
        if (options.BinaryDirectory is { } given)
            return [Path.GetFullPath(given)];
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return [Path.GetFullPath(named)];
        return
        [
            Path.Combine(AppContext.BaseDirectory, "postgres/bin"),
            .. OnSearchPath(),
            .. OfDistribution(),
            "/var/lib/gateway/postgres/native/bin",
            .. ProjectOf(AppContext.BaseDirectory)
                .Append(Path.GetFullPath(options.RootDirectory))
                .Select(directory => Path.Combine(directory, "artifacts/postgres/native/bin")),
        ];
    }

    private static IEnumerable<string> OnSearchPath() =>
        from directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        where Path.IsPathRooted(directory)
        let program = Path.Combine(directory, "postgres")
        where File.Exists(program)
        // initdb and the libraries are next to the program itself, not next to a link to it.
        select Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!;

    private static IEnumerable<string> OfDistribution()
    {
        const string versions = "/usr/lib/postgresql";
        return !Directory.Exists(versions)
            ? []
            : from directory in Directory.GetDirectories(versions)
            let name = Path.GetFileName(directory)
            let version = int.TryParse(name, CultureInfo.InvariantCulture, out var number) ? number : 0
            orderby version descending
            select Path.Combine(directory, "bin");
    }

    /// <summary>
    /// The clone that a build in it runs from. Nothing above it is looked at, and nothing that others may write to.
    /// </summary>
    internal static IEnumerable<string> ProjectOf(string start)
    {
        for (
            var at = new DirectoryInfo(start);
            at is not null && (at.UnixFileMode & UnixFileMode.OtherWrite) == 0;
            at = at.Parent
        )
            if (File.Exists(Path.Combine(at.FullName, "Gateway.sln")))
                return [at.FullName];
        return [];
    }
}
