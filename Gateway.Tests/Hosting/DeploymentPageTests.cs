using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Api.Configuration;
using Gateway.Api.EmbeddedPostgres;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Hosting;

/// <summary>
/// docs/deployment.md, done to the letter: OpenSSL's keys, a PostgreSQL that somebody else runs, the program as it is
/// installed.
/// </summary>
public sealed partial class DeploymentPageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Administrator = "postgres";
    private readonly string root = Directory.CreateTempSubdirectory("gateway-deployment-").FullName;
    private readonly int port = FreePort();
    private ClusterHome home = null!;
    private PostgresBinaries binaries = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new EmbeddedPostgresOptions { RootDirectory = Path.Combine(root, "pg") };
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        home = await ClusterHome.FindAsync(options.RootDirectory, CancellationToken.None);
        binaries = await PostgresBinaries.FindAsync(
            PostgresPlaces.InOrder(options),
            home.Account,
            null,
            CancellationToken.None
        );
        await home.Account.MakePrivateDirectoryAsync(home.Cluster, CancellationToken.None);
        var made = await ChildProgram.RunAsync(
            home.Account.Command(binaries.InitDb, "-D", home.Cluster, "-U", Administrator, "--no-sync", "--auth=trust"),
            CancellationToken.None
        );
        made.Succeeded.ShouldBeTrue(made.Errors);
        await File.WriteAllTextAsync(
            Path.Combine(home.Cluster, "pg_hba.conf"),
            "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        );
        await home.Account.MakePrivateDirectoryAsync(home.SocketDirectory, CancellationToken.None);
        (
            await ControlAsync(
                "start",
                "-w",
                "-l",
                Path.Combine(home.SocketDirectory, "log"),
                "-o",
                $"-p {port} -k {home.SocketDirectory} -c listen_addresses=127.0.0.1 -c fsync=off"
            )
        ).ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("stop", "-m", "immediate");
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Every_block_of_it_works_as_it_stands_in_its_order()
    {
        var (etc, data) = (
            Directory.CreateDirectory(Path.Combine(root, "etc")).FullName,
            Directory.CreateDirectory(Path.Combine(root, "data")).FullName
        );
        var environment = new Dictionary<string, string>
        {
            ["ETC"] = etc,
            ["DATA"] = data,
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = $"{port}",
            ["PGUSER"] = Administrator,
            ["URL"] = $"https://127.0.0.1:{FreePort()}",
            ["GW"] = Path.Combine(AppContext.BaseDirectory, "Gateway.Api"),
        };
        var page = await File.ReadAllTextAsync(Path.Combine(DocumentedTests.Root, "docs", "deployment.md"));
        var blocks = Blocks().Matches(page).Select(match => match.Groups[1].Value).ToList();
        blocks.Count.ShouldBeGreaterThan(11);

        // Whatever still runs when a block fails ends with the shell.
        var (code, said, complained) = await Shell.RunAsync(
            "timeout",
            [
                "240",
                "bash",
                "-e",
                "-o",
                "pipefail",
                "-c",
                $"trap 'kill $(jobs -p) 2> /dev/null || true' EXIT\nset -x\n{string.Join('\n', blocks)}",
            ],
            environment
        );

        output.WriteLine(complained);
        code.ShouldBe(0, $"{said}\n{Tail(complained)}\n{LogOf(data)}");
        said.ShouldContain("\"status\"");
        var id = JsonDocument
            .Parse(await File.ReadAllTextAsync(Path.Combine(data, "accepted.json")))
            .RootElement.GetProperty("id")
            .GetString()!;
        JsonDocument
            .Parse(await File.ReadAllTextAsync(Path.Combine(data, "read-at-2.json")))
            .RootElement.GetProperty("state")
            .GetString()
            .ShouldBe("dispatched", "The first node was killed; the second one delivered.");
        (await File.ReadAllTextAsync(Path.Combine(data, "restored.json"))).ShouldContain(id);
        (await File.ReadAllTextAsync(Path.Combine(data, "after-exchange.json"))).ShouldContain(id);
        LogOf(data).ShouldContain("Accepted message");
        (await QueryAsync("gateway", "delete from gateway.mt_events", etc)).ShouldContain("permission denied");
        (await QueryAsync("gateway", "update gateway.mt_events set data = '{}'", etc)).ShouldContain("permission denied");
        (await QueryAsync("gateway", "create table gateway.mine (x int)", etc)).ShouldContain("permission denied");
        (
            await QueryAsync(
                "gateway",
                "select rolsuper::text || ' ' || kind from pg_roles, gateway.deployment where rolname = current_user",
                etc
            )
        ).ShouldBe("false real");
    }

    [Fact]
    public async Task The_unit_has_no_word_that_systemd_does_not_know()
    {
        var unit = Path.Combine(DocumentedTests.Root, "deploy", "systemd", "gateway.service");
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed");
        var (_, said, complained) = await Shell.RunAsync("/usr/bin/systemd-analyze", ["verify", unit]);
        var words = $"{said}\n{complained}"
            .Split('\n')
            .Where(line => line.Contains("gateway.service", StringComparison.Ordinal));
        words.Where(line => !line.Contains("is not executable", StringComparison.Ordinal)).ShouldBeEmpty();
        (await File.ReadAllTextAsync(unit)).ShouldContain("RestartPreventExitStatus=2");
    }

    private async Task<string> QueryAsync(string role, string sql, string etc)
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(etc, "database-password"))).Trim();
        var (_, said, complained) = await Shell.RunAsync(
            "psql",
            ["-h", "127.0.0.1", "-p", $"{port}", "-U", role, "-d", "gateway", "-At", "-c", sql],
            new Dictionary<string, string> { ["PGPASSWORD"] = password }
        );
        return said.Length > 0 ? said : complained;
    }

    private static string Tail(string text) => string.Join('\n', text.Split('\n').TakeLast(40));

    private static string LogOf(string data) =>
        string.Join('\n', Directory.EnumerateFiles(data, "log*").Select(File.ReadAllText));

    private async Task<int> ControlAsync(params string[] words)
    {
        string[] command =
        [
            .. home.Account.Command([
                Path.Combine(Path.GetDirectoryName(binaries.Postgres)!, "pg_ctl"),
                "-D",
                home.Cluster,
                .. words,
            ]),
        ];
        var (code, said, complained) = await Shell.RunAsync(command[0], command[1..], folder: "/");
        output.WriteLine($"{said} {complained}");
        return code;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
