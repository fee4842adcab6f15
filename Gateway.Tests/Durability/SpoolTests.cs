using System.Security.Cryptography;
using Gateway.Adapters.Files;

namespace Gateway.Tests.Durability;

/// <summary>A spool gives back what it was given, has no name on the disk, and keeps no file that nobody holds.</summary>
public sealed class SpoolTests : IDisposable
{
    private const int Large = 2_000_000;
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"gateway-spool-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512 * 1024)]
    [InlineData(512 * 1024 + 1)]
    [InlineData(Large)]
    public async Task Bytes_of_any_length_come_back_with_their_digest(int length)
    {
        Directory.CreateDirectory(folder);
        var bytes = RandomNumberGenerator.GetBytes(length);

        using var spool = (await Spool.FillAsync(new MemoryStream(bytes), length, folder, CancellationToken.None))!;

        spool.Length.ShouldBe(length);
        spool.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        spool.ToMemory().ToArray().ShouldBe(bytes);
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        await Task.WhenAll(spool.Open().CopyToAsync(first), spool.Open().CopyToAsync(second));
        first.ToArray().ShouldBe(bytes);
        second.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task A_spool_file_has_no_name_and_only_its_owner_can_read_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at open files through /proc.");
        using var spool = await FillAsync(new MemoryStream(new byte[Large]));

        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        var file = OpenFiles().ShouldHaveSingleItem();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task What_breaks_off_or_is_too_large_leaves_no_open_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at open files through /proc.");

        await Should.ThrowAsync<OperationCanceledException>(() => FillAsync(new BreakingStream(Large)));
        (await Spool.FillAsync(new MemoryStream(new byte[Large]), Large - 1, folder, CancellationToken.None)).ShouldBeNull();

        OpenFiles().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }

    [Fact]
    public void What_an_older_gateway_left_is_removed()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "left.tmp"), "plain");

        Spool.Empty(folder);

        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
    }

    private async Task<Spool> FillAsync(Stream source) =>
        (await Spool.FillAsync(source, Large, folder, CancellationToken.None))!;

    /// <summary>
    /// Paths under <c>/proc</c> of the files of the folder that this process has open, whether they have a name or not.
    /// </summary>
    private List<string> OpenFiles() =>
        [
            .. Directory
                .EnumerateFiles("/proc/self/fd")
                .Where(entry => new FileInfo(entry).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) is true),
        ];

    /// <summary>Some bytes, then the end of the connection.</summary>
    private sealed class BreakingStream(int length) : MemoryStream(new byte[length])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count
                ? count
                : throw new OperationCanceledException();
    }
}
