using System.Runtime.CompilerServices;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Clients;

/// <summary>A linter of others finds nothing in the contract.</summary>
public sealed class ContractLintTests(TestPostgres postgres)
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v1-compatible")]
    public async Task Redocly_finds_no_error_and_no_warning(string name)
    {
        using var site = new TestSite(isOneGateway: true);
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        var sources = Path.GetDirectoryName(Here())!;
        var folder = Path.GetFullPath(Path.Combine(sources, "..", "obj", $"lint-{Guid.NewGuid():N}"));
        Directory.CreateDirectory(folder);
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, "openapi.json"),
                await gateway.As(null).GetStringAsync($"/openapi/{name}.json")
            );
            await File.WriteAllTextAsync(
                Path.Combine(folder, "package.json"),
                """{"private":true,"dependencies":{"@redocly/cli":"2.77.0"}}"""
            );
            File.Copy(Path.Combine(sources, "redocly.yaml"), Path.Combine(folder, "redocly.yaml"));
            try
            {
                var (installed, said, complained) = await Shell.RunAsync(
                    "npm",
                    ["install", "--silent", "--no-audit", "--no-fund"],
                    folder: folder
                );
                Assert.SkipUnless(installed == 0, $"npm install could not get the linter: {said} {complained}");
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Skip("npm is not installed");
            }
            var (code, report, log) = await Shell.RunAsync(
                "node",
                [
                    "node_modules/@redocly/cli/bin/cli.js",
                    "lint",
                    "--config",
                    "redocly.yaml",
                    "openapi.json",
                    "--format=json",
                ],
                new Dictionary<string, string> { ["REDOCLY_TELEMETRY"] = "off" },
                folder
            );

            code.ShouldBe(0, $"{report} {log}");
            var totals = System.Text.Json.JsonDocument.Parse(report).RootElement.GetProperty("totals");
            totals.GetProperty("errors").GetInt32().ShouldBe(0, report);
            totals.GetProperty("warnings").GetInt32().ShouldBe(0, report);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Here([CallerFilePath] string here = "") => here;
}
