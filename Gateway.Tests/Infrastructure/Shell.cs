using System.Diagnostics;

namespace Gateway.Tests.Infrastructure;

/// <summary>Programs as a person runs them.</summary>
public static class Shell
{
    /// <summary>A verb of the gateway.</summary>
    public static Task<(int Code, string Said, string Complained)> GatewayAsync(
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string>? environment = null
    ) => RunAsync(Path.Combine(AppContext.BaseDirectory, "Gateway.Api"), words, environment);

    /// <summary>A start that is to be rejected; one that goes on instead ends after a minute, with the code 124.</summary>
    public static Task<(int Code, string Said, string Complained)> RejectedAsync(
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string>? environment = null
    ) =>
        RunAsync(
            "timeout",
            ["-k", "10", "60", Path.Combine(AppContext.BaseDirectory, "Gateway.Api"), .. words],
            environment
        );

    public static async Task<(int Code, string Said, string Complained)> RunAsync(
        string program,
        IReadOnlyList<string> words,
        IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await said).Trim(), await complained);
    }
}
