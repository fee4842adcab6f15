using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.Api.EmbeddedPostgres;

namespace Gateway.Tests.Infrastructure;

/// <summary>
/// Removes the folders of tests with the database servers in them, also those that a killed run left behind.
/// </summary>
internal static partial class Leftovers
{
    private static readonly EnumerationOptions NoLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    /// <summary>A folder for temporary files whose name says which run it belongs to.</summary>
    public static string NewFolder(string kind) =>
        Path.Combine(Path.GetTempPath(), $"gateway-{kind}-{Environment.ProcessId}-{Guid.NewGuid():N}");

    /// <summary>Of runs that are over, however they ended.</summary>
    public static void RemoveOld()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), "gateway-*"))
            if (
                OfRun().Match(Path.GetFileName(folder)) is { Success: true } match
                && !Directory.Exists($"/proc/{match.Groups[1].Value}")
            )
                TryRemove(folder);
    }

    private static void TryRemove(string folder)
    {
        try
        {
            Remove(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another run that began at the same moment removes it.
        }
    }

    /// <summary>With every server whose cluster lies in it, or lies elsewhere because its user could not get in.</summary>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (
            var elsewhere in Directory
                .GetFiles(folder, "cluster-location", NoLinks)
                .Select(note => File.ReadAllText(note).Trim())
        )
            if (elsewhere.StartsWith("/var/lib/gateway/", StringComparison.Ordinal))
                Remove(elsewhere);
        foreach (var file in Directory.GetFiles(folder, "postmaster.pid", NoLinks))
            Stop(file);
        Directory.Delete(folder, recursive: true);
    }

    private static void Stop(string file)
    {
        if (
            !int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
            || RunningProcess.Find(id) is not { } server
            || !File.ReadAllText($"/proc/{id}/cmdline").Contains(Path.GetDirectoryName(file)!, StringComparison.Ordinal)
        )
            return;
        server.Signal(RunningProcess.Kill);
        // Its sessions see that it is gone and end.
        SpinWait.SpinUntil(() => !server.IsAlive, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"^gateway-(?:tests|site)-(\d+)-")]
    private static partial Regex OfRun();
}
