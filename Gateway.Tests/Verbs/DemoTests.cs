using System.Diagnostics;
using Gateway.Tests.Channels;

namespace Gateway.Tests.Verbs;

/// <summary>The demonstration itself, as a person runs it.</summary>
public sealed class DemoTests(MailServer server, ITestOutputHelper output) : IClassFixture<MailServer>
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_plays_a_whole_exchange_over_maildir_within_a_minute()
    {
        var (code, said) = await RunAsync();

        code.ShouldBe(0, said);
        said.ShouldContain("the channel is now locked");
        said.ShouldNotContain("NO ");
    }

    [Fact]
    public async Task It_plays_the_same_over_a_shared_folder()
    {
        var (code, said) = await RunAsync("--channel", "folder");

        code.ShouldBe(0, said);
        said.ShouldContain("received over folder");
    }

    [Fact]
    public async Task It_plays_the_same_over_a_real_mail_server()
    {
        server.Require();

        var (code, said) = await RunAsync(
            "--channel",
            "email",
            "--smtp",
            $"localhost:{server.SmtpsPort}",
            "--imap",
            $"localhost:{server.ImapsPort}",
            "--co",
            $"{MailServer.Colombia.Address}:{MailServer.Colombia.Password}",
            "--es",
            $"{MailServer.Spain.Address}:{MailServer.Spain.Password}",
            "--ca",
            server.CaFile
        );

        code.ShouldBe(0, said);
        said.ShouldContain("received over email");
    }

    [Theory]
    [InlineData("--channel", "as4")]
    [InlineData("--channel", "email")]
    [InlineData("--channel", "pigeon")]
    [InlineData("--nonsense", "1")]
    public async Task What_it_cannot_play_it_says_with_exit_code_2(params string[] words)
    {
        var (code, said) = await RunAsync(words);

        code.ShouldBe(2, said);
    }

    private async Task<(int Code, string Said)> RunAsync(params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Gateway.Api"), ["demo", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Within);
        var (said, complained) = (
            process.StandardOutput.ReadToEndAsync(patience.Token),
            process.StandardError.ReadToEndAsync(patience.Token)
        );
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The demonstration did not end within a minute.");
        }
        output.WriteLine(await said);
        return (process.ExitCode, await said + await complained);
    }
}
