using Gateway.Api.EmbeddedPostgres;

namespace Gateway.Tests.Infrastructure;

/// <summary>A test run leaves no database server and no folder behind.</summary>
public sealed class LeftoversTests
{
    [Fact]
    public async Task The_database_of_a_killed_gateway_goes_with_its_site()
    {
        var site = new TestSite();
        await using var gateway = await TestGatewayProcess.StartAsync(site, "co");
        await gateway.KillAsync();
        var home = await ClusterHome.FindAsync(Path.Combine(site.DataOf("co"), "postgres"), CancellationToken.None);
        var server = RunningProcess.Find(
            int.Parse(
                (await File.ReadAllLinesAsync(Path.Combine(home.Cluster, "postmaster.pid")))[0],
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
        server!.IsAlive.ShouldBeTrue();

        site.Dispose();

        server.IsAlive.ShouldBeFalse();
        Directory.Exists(site.Root).ShouldBeFalse();
    }

    [Fact]
    public void What_a_killed_run_left_goes_when_the_next_one_begins()
    {
        var (dead, alive) = (
            Path.Combine(Path.GetTempPath(), $"gateway-site-999999999-{Guid.NewGuid():N}"),
            Leftovers.NewFolder("site")
        );
        Directory.CreateDirectory(Path.Combine(dead, "co", "postgres"));
        Directory.CreateDirectory(alive);

        Leftovers.RemoveOld();

        (Directory.Exists(dead), Directory.Exists(alive)).ShouldBe((false, true));
        Directory.Delete(alive);
    }
}
