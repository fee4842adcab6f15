using Gateway.Tests.Signatures;

namespace Gateway.Tests.Architecture;

/// <summary>The house: every folder, and the folders it may use. A new arrow is a decision, written into arrows.txt.</summary>
public sealed class RoomsTests
{
    private static string Folder => Path.Combine(SignatureCorpus.Repository(), "Gateway.Tests/Architecture");

    [Fact]
    public void A_folder_uses_only_the_folders_it_may_use()
    {
        var drawn = Rooms.Used.Select(room => $"{room.Key} -> {string.Join(", ", room.Value)}".TrimEnd()).ToList();
        if (Environment.GetEnvironmentVariable("GATEWAY_REWRITE") == "true")
            File.WriteAllLines(Path.Combine(Folder, "arrows.txt"), drawn);

        drawn.ShouldBe(File.ReadAllLines(Path.Combine(Folder, "arrows.txt")));
    }

    [Fact]
    public void Folders_that_use_each_other_are_those_still_to_be_parted()
    {
        var knots = Rooms.Knots().Select(knot => string.Join(", ", knot)).ToList();
        if (Environment.GetEnvironmentVariable("GATEWAY_REWRITE") == "true")
            File.WriteAllLines(Path.Combine(Folder, "knots.txt"), knots);

        knots.ShouldBe(File.ReadAllLines(Path.Combine(Folder, "knots.txt")));
    }

    /// <summary>Folders that only sort the files of the room above.</summary>
    private static readonly string[] Drawers =
        ["Gateway.Api.Hosting.Configuration", "Gateway.Api.Hosting.EmbeddedPostgres", "Gateway.Api.Hosting.Logs"];

    [Fact]
    public void A_namespace_is_a_folder()
    {
        var root = Path.GetFullPath(SignatureCorpus.Repository());
        foreach (var project in (string[])["Gateway.Domain", "Gateway.Adapters", "Gateway.Api", "Gateway.Tests"])
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
            {
                var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('/', '.');
                if (folder.Split('.') is var parts && (parts.Contains("obj") || parts.Contains("bin") || parts.Contains("Generated")))
                    continue;
                var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
                if (line is not null)
                    line.ShouldBe($"namespace {(Drawers.Contains(folder) ? folder[..folder.LastIndexOf('.')] : folder)};", file);
            }
    }
}
