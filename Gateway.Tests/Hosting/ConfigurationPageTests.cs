using Gateway.Api.Configuration;

namespace Gateway.Tests.Hosting;

/// <summary>
/// The page of all settings is made from the code; a run with GATEWAY_WRITE_CONFIGURATION=1 writes it again.
/// </summary>
public sealed class ConfigurationPageTests
{
    private static readonly string Page = Path.Combine(DocumentedTests.Root, "docs", "configuration.md");

    [Fact]
    public void It_names_every_setting_with_its_type_default_and_meaning_as_the_code_has_them()
    {
        var written = ConfigurationPage.Write();
        written.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)).ShouldBeGreaterThan(60);
        if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_CONFIGURATION") == "1")
            File.WriteAllText(Page, written);
        File.ReadAllText(Page).ShouldBe(written, "Run this test with GATEWAY_WRITE_CONFIGURATION=1 and commit the page.");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/deployment.md")]
    [InlineData("docs/channels/email.md")]
    [InlineData("docs/channels/folder.md")]
    [InlineData("docs/formats/directory.md")]
    [InlineData("docs/authorisation.md")]
    [InlineData("deploy/systemd/gateway.service")]
    [InlineData("deploy/container/compose.yaml")]
    public void Every_setting_that_a_page_names_exists(string page)
    {
        var text = File.ReadAllText(Path.Combine(DocumentedTests.Root, page));
        foreach (
            var name in System
                .Text.RegularExpressions.Regex.Matches(
                    text,
                    @"\b(?:Gateway|Validation|ConnectionStrings)__[A-Za-z0-9_-]*[A-Za-z0-9]"
                )
                .Select(match => match.Value)
        )
        {
            var shape = SettingsSections.Root;
            foreach (var part in name.Split("__"))
            {
                shape =
                    shape!.Members.TryGetValue(part, out var member) ? member
                    : shape.Element is { } element && (shape.IsMap || part.All(char.IsAsciiDigit)) ? element
                    : null;
                shape.ShouldNotBeNull($"{page}: {name}");
            }
        }
    }
}
