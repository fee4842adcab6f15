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
        var lines = readme
            .SkipWhile(line => !line.StartsWith("With the gateway running", StringComparison.Ordinal))
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Trim())
            .ToList();
        lines.Count.ShouldBeGreaterThan(20);
        lines.ShouldContain($"URL={gateway.Url.GetLeftPart(UriPartial.Authority)}");
        var folder = Directory.CreateDirectory(Path.Combine(site.Root, "elsewhere")).FullName;
        var (before, temporary) = (Outside(), Directory.GetFileSystemEntries(Path.GetTempPath()));

        var (code, said, complained) = await Shell.RunAsync(
            "bash",
            ["-e", "-o", "pipefail", "-c", string.Join('\n', lines)],
            folder: folder
        );

        code.ShouldBe(0, said + complained);
        said.ShouldContain("\"RequestSubmitted\"");
        (said + complained).ShouldContain("Verification: OK");
        said.ShouldContain("\"ChannelEndpointConfirmed\"");
        Outside().ShouldBe(before, "Everything stays in the sandbox folder.");
        Directory
            .GetFileSystemEntries(Path.GetTempPath())
            .Except(temporary)
            .Select(Path.GetFileName)
            .ShouldNotContain("new-box");
        await Eventually.SeeAsync(() =>
            Task.FromResult(
                Directory.Exists(Path.Combine(site.FolderOf("both"), "maildir", "ES-CA-2", "new")) ? "made" : null
            )
        );
    }

    /// <summary>The test's own mailboxes lie beside the sandbox.</summary>
    private List<string> Outside() =>
        [
            .. Directory
                .EnumerateFileSystemEntries(site.Root, "*", SearchOption.AllDirectories)
                .Where(path =>
                    new[]
                    {
                        site.FolderOf("both"),
                        Path.Combine(site.Root, "maildir"),
                        Path.Combine(site.Root, "folder"),
                    }.All(known => !path.StartsWith(known, StringComparison.Ordinal))
                )
                .Order(),
        ];
}
