using Gateway.Tests.Signatures;

namespace Gateway.Tests.Architecture;

/// <summary>The folders of the product, the arrows between them, and the size of their files.</summary>
public sealed class RoomsTests(ITestOutputHelper output)
{
    private const int LongestLine = 125;

    private static readonly IReadOnlyList<string> Projects = ["Gateway.Domain", "Gateway.Adapters", "Gateway.Api"];

    private static string Root => Path.GetFullPath(SignatureCorpus.Repository());

    /// <summary>
    /// <c>GATEWAY_REWRITE=true</c> writes arrows.txt anew; a new arrow is a decision, to be seen in the change.
    /// </summary>
    [Fact]
    public void A_folder_uses_only_the_folders_it_may_use()
    {
        var arrows = Path.Combine(Root, "Gateway.Tests/Architecture/arrows.txt");
        var drawn = Rooms.Used.Select(room => $"{room.Key} -> {string.Join(", ", room.Value)}".TrimEnd()).ToList();
        if (Environment.GetEnvironmentVariable("GATEWAY_REWRITE") == "true")
            File.WriteAllLines(arrows, drawn);
        foreach (var line in drawn)
            output.WriteLine(line);

        drawn.ShouldBe(File.ReadAllLines(arrows));
    }

    [Fact]
    public void No_two_folders_use_each_other() => Rooms.Knots().ShouldBeEmpty();

    [Fact]
    public void A_namespace_is_a_folder()
    {
        foreach (var file in Projects.Append("Gateway.Tests").SelectMany(Files))
        {
            var folder = Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('/', '.');
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            if (line is not null)
                line.ShouldBe($"namespace {folder};", file);
        }
    }

    [Fact]
    public void A_channel_knows_no_other_channel()
    {
        const string Channels = "Adapters.Channels.",
            Format = "Adapters.Channels.Mail";
        foreach (var (room, used) in Rooms.Used.Where(one => one.Key.StartsWith(Channels, StringComparison.Ordinal)))
            used.Where(other => other.StartsWith(Channels, StringComparison.Ordinal) && other != Format).ShouldBeEmpty(room);
    }

    /// <summary>Text in quotes may be longer: it cannot be broken. deploy/format --check checks layout.</summary>
    [Fact]
    public void No_line_of_code_or_comment_is_longer_than_the_limit()
    {
        var lengths = new List<int>();
        var longer = new List<string>();
        foreach (var file in Projects.Append("Gateway.Tests").SelectMany(Files))
        {
            var lines = File.ReadAllLines(file);
            lengths.Add(lines.Length);
            var isText = false;
            foreach (var (index, line) in lines.Index())
            {
                var holdsText = isText || line.Contains('"', StringComparison.Ordinal);
                isText ^= line.Split("\"\"\"").Length % 2 == 0;
                if (line.Length > LongestLine && (!holdsText || line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
                    longer.Add($"{Path.GetRelativePath(Root, file)}:{index + 1}");
            }
        }
        lengths.Sort();
        output.WriteLine(
            $"{lengths.Count} files, median {lengths[lengths.Count / 2]} lines, p90 {lengths[lengths.Count * 9 / 10]}, "
                + $"longest {lengths[^1]}; "
                + $"{longer.Count} lines over the limit of {LongestLine} columns"
        );

        longer.ShouldBeEmpty();
    }

    private static IEnumerable<string> Files(string project) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split('/').Any(part => part is "obj" or "bin" or "Generated"));
}
