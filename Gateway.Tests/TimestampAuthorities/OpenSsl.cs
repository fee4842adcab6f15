using System.Diagnostics;

namespace Gateway.Tests.TimestampAuthorities;

/// <summary>The <c>openssl</c> of the machine, in a folder of its own.</summary>
internal sealed class OpenSsl : IDisposable
{
    public OpenSsl() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"openssl-{Guid.NewGuid():N}");

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        return name;
    }

    public byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public async Task<(int Code, string Said)> RunAsync(params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("openssl", arguments)
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said + await complained);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
