using System.Diagnostics;
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
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", string.Join('\n', lines)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = site.Root,
        };

        using var shell = Process.Start(start)!;
        var (said, complained) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();

        shell.ExitCode.ShouldBe(0, await said + await complained);
        (await said).ShouldContain("\"RequestSubmitted\"");
        (await said + await complained).ShouldContain("Verification: OK");
        (await said).ShouldContain("\"ChannelEndpointConfirmed\"");
    }
}
