using Gateway.Api.Signatures;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>What a detached signature can reach: the files of its folder, and no others, however they are named.</summary>
public sealed class FilesInFolderTests : IDisposable
{
    private readonly string _outside = Directory.CreateTempSubdirectory("gateway-outside-").FullName;
    private readonly string _folder;

    public FilesInFolderTests()
    {
        _folder = Directory.CreateDirectory(Path.Combine(_outside, "folder")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        foreach (var path in new[] { "secret", "folder/a.txt", "folder/a b.txt", "folder/sub/c.txt", "folder/%41.txt" })
            File.WriteAllText(Path.Combine(_outside, path), path);
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.Combine(_outside, "secret"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "linked"), _outside);
        Directory.CreateSymbolicLink(Path.Combine(_outside, "folder-by-link"), _folder);
    }

    public void Dispose() => Directory.Delete(_outside, recursive: true);

    [Theory]
    [InlineData("a.txt", "folder/a.txt")]
    [InlineData("a%20b.txt", "folder/a b.txt")]
    [InlineData("a b.txt", "folder/a b.txt")]
    [InlineData("sub/c.txt", "folder/sub/c.txt")]
    [InlineData("/a.txt", "folder/a.txt")]
    [InlineData("%41.txt", "folder/%41.txt")]
    [InlineData("", null)]
    [InlineData("none.txt", null)]
    [InlineData("sub", null)]
    [InlineData("link", null)]
    [InlineData("linked/secret", null)]
    [InlineData("linked/folder/a.txt", null)]
    [InlineData("../secret", null)]
    [InlineData("%2e%2e/secret", null)]
    [InlineData("sub/../../secret", null)]
    [InlineData("..\\secret", null)]
    [InlineData("/etc/passwd", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("http://example.org/", null)]
    [InlineData("a.txt\0", null)]
    public void Only_files_of_the_folder_are_found(string uri, string? content) => Read(_folder, uri).ShouldBe(content);

    [Fact]
    public void The_folder_itself_may_be_reached_by_a_link() =>
        Read(Path.Combine(_outside, "folder-by-link"), "a.txt").ShouldBe("folder/a.txt");

    private static string? Read(string folder, string uri)
    {
        using var file = new FilesInFolder(folder).Open(uri);
        return file is null ? null : new StreamReader(file).ReadToEnd();
    }
}
