using Gateway.Api.Verbs;
using Gateway.Tests.Hosting;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Verbs;

/// <summary>Asked for help the command line helps, and a word that it does not know starts nothing.</summary>
public sealed class UsageTests
{
    public static TheoryData<string> Verbs => [.. VerbTable.Names];

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--sandbox", "--help")]
    public async Task Help_is_printed_and_nothing_starts(params string[] words)
    {
        var (code, said, complained) = await Shell.RejectedAsync(words);
        (code, complained).ShouldBe((0, ""));
        said.ShouldStartWith("usage: ");
        foreach (var verb in VerbTable.Names)
            said.ShouldContain($"  {verb} ");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_its_own_help(string verb)
    {
        foreach (var words in new[] { new[] { verb, "--help" }, [verb, "-h"], ["help", verb], [verb, "x", "--help"] })
        {
            var (code, said, complained) = await Shell.RejectedAsync(words);
            (code, complained).ShouldBe((0, ""));
            said.ShouldStartWith($"usage: {verb} ");
            said.ShouldNotContain("== ");
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task The_script_prints_the_same_help_before_anything_is_built(string verb)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-help-");
        try
        {
            // A clone that was never built, on a machine without .NET.
            foreach (var file in new[] { "deploy/run", "deploy/steps", "Gateway.Api/Verbs/usage.txt" })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.FullName, file))!);
                File.Copy(Path.Combine(DocumentedTests.Root, file), Path.Combine(folder.FullName, file));
            }
            var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" };
            var script = Path.Combine(folder.FullName, "deploy/run");
            (await Shell.RunAsync("bash", [script, verb, "--help"], environment)).ShouldBe(
                (0, $"usage: {Usage.Of(verb)}", "")
            );
            (await Shell.RunAsync("bash", [script, "help", verb], environment)).ShouldBe(
                (0, $"usage: {Usage.Of(verb)}", "")
            );
            (await Shell.RunAsync("bash", [script, "--help"], environment)).ShouldBe((0, Usage.General, ""));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_version_is_told()
    {
        var (code, said, complained) = await Shell.RejectedAsync(["--version"]);
        (code, complained).ShouldBe((0, ""));
        said.ShouldMatch(@"\A\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("smaple", "smaple is no verb; did you mean sample?")]
    [InlineData("verfy-everything", "verfy-everything is neither a verb nor a setting.")]
    [InlineData("--sandbx", "--sandbx is neither a verb nor a setting.")]
    [InlineData("--Directory=/x", "--Directory=/x is neither a verb nor a setting.")]
    [InlineData("--urls", "--urls without a value is neither a verb nor a setting.")]
    [InlineData("/Gateway:Data=/x", "/Gateway:Data=/x is neither a verb nor a setting.")]
    public async Task A_word_that_is_unknown_starts_nothing(string word, string why)
    {
        var (code, said, complained) = await Shell.RejectedAsync([word]);
        (code, said).ShouldBe((2, ""));
        complained.ShouldStartWith($"{why}\nusage: ");
    }

    [Fact]
    public async Task A_misspelt_setting_among_the_words_is_rejected_like_one_of_the_environment()
    {
        var (code, _, complained) = await Shell.RejectedAsync(["--sandbox", "--Gateway:Dta=/x"]);
        (code, complained.Trim()).ShouldBe((2, "gateway: Gateway__Dta is no setting; did you mean Gateway__Data?"));
    }
}
