using System.Diagnostics;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// Programs that the gateway starts get only the search path of its environment: the rest may hold secrets, and PG*
/// variables would change what the server does.
/// </summary>
internal static class ChildProgram
{
    public static Process Start(IEnumerable<string> command, bool captured)
    {
        var words = command.ToArray();
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = captured,
            RedirectStandardError = captured,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new EmbeddedPostgresException($"The program {words[0]} cannot be started: {missing.Message}", missing);
        }
    }

    public static async Task<Answer> RunAsync(IEnumerable<string> command, CancellationToken cancellation)
    {
        using var process = Start(command, captured: true);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new Answer(process.ExitCode, (await output).Trim(), (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    internal sealed record Answer(int ExitCode, string Output, string Errors)
    {
        public bool Succeeded => ExitCode == 0;
    }
}
