using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Verbs;

/// <summary>What a newcomer pastes into a shell.</summary>
public sealed class SandboxReadmeTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task Every_line_of_it_works_as_it_stands_from_any_folder()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        var readme = await File.ReadAllLinesAsync(Path.Combine(site.FolderOf("both"), "README"));
        var lines = readme.SkipWhile(line => !line.StartsWith("With the gateway running", StringComparison.Ordinal))
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim())
            .Select(line => line.StartsWith("URL=", StringComparison.Ordinal) ? $"URL={gateway.Url.GetLeftPart(UriPartial.Authority)}" : line).ToList();
        lines.Count.ShouldBeGreaterThan(20);

        var (code, said, complained) = await Shell.RunAsync("bash", ["-e", "-o", "pipefail", "-c", string.Join('\n', lines)], folder: site.Root);

        code.ShouldBe(0, said + complained);
        said.ShouldContain("\"RequestSubmitted\"");
        (said + complained).ShouldContain("Verification: OK");
        said.ShouldContain("\"ChannelEndpointConfirmed\"");
    }
}
