using System.Text;
using Gateway.Adapters.Zip;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Containers;

/// <summary>
/// Archives that two readers would read differently, that hide something, or that would fill memory or time.
/// </summary>
public sealed class HostileZipTests
{
    private static readonly byte[] Ten = "0123456789"u8.ToArray();

    private static readonly (string What, ZipFlaw Flaw, byte[] Archive)[] Archives =
    [
        ("nothing", ZipFlaw.Malformed, []),
        ("no archive", ZipFlaw.Malformed, Encoding.ASCII.GetBytes(new string('x', 100_000))),
        ("something in front", ZipFlaw.Malformed, [.. "#!/bin/sh\n"u8, .. Plain()]),
        ("something in front, places shifted", ZipFlaw.Malformed, new HandZip().Raw("MZ"u8.ToArray()).Add("a", "1").Bytes()),
        ("something behind", ZipFlaw.Malformed, [.. Plain(), 0]),
        ("two archives", ZipFlaw.Malformed, [.. Plain(), .. Plain()]),
        (
            "an end in the comment",
            ZipFlaw.Malformed,
            new HandZip { Comment = new HandZip().Bytes() }
                .Add("a", "1")
                .Bytes()
        ),
        ("cut off", ZipFlaw.Malformed, Plain()[..^30]),
        (
            "fewer entries than said",
            ZipFlaw.Malformed,
            new HandZip { Entries = 2 }
                .Add("a", "1")
                .Bytes()
        ),
        (
            "more entries than said",
            ZipFlaw.Malformed,
            new HandZip { Entries = 1 }
                .Add("a", "1")
                .Add("b", "2")
                .Bytes()
        ),
        ("a gap between entries", ZipFlaw.Malformed, new HandZip().Add("a", "1").Raw([1, 2, 3]).Add("b", "2").Bytes()),
        ("an entry that is not in the directory", ZipFlaw.Malformed, Hidden()),
        ("a gap before the directory", ZipFlaw.Malformed, new HandZip().Add("a", "1").Raw([1]).Bytes()),
        (
            "one entry twice",
            ZipFlaw.Malformed,
            new HandZip().Add("a", "1").Add(new HandEntry("b", "1"u8.ToArray()) { Offset = 0 }).Bytes()
        ),
        ("another name inside", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { LocalName = "b"u8.ToArray() })),
        ("another method inside", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { LocalMethod = 8 })),
        ("another checksum inside", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { LocalCrc = 1 })),
        (
            "another length inside",
            ZipFlaw.Malformed,
            One(new HandEntry("a", Ten) { LocalLength = 9, LocalCompressedLength = 9 })
        ),
        ("other flags inside", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { LocalFlags = 0 })),
        ("two lengths of a stored file", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { Length = 11 })),
        ("a folder with content", ZipFlaw.Malformed, One(new HandEntry("a/", Ten))),
        ("a wrong descriptor", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { Flags = 8, Descriptor = new byte[12] })),
        ("no descriptor", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { Flags = 8 })),
        (
            "a descriptor that nobody announced",
            ZipFlaw.Malformed,
            One(new HandEntry("a", Ten) { Descriptor = new byte[12] })
        ),
        ("an extra field that breaks off", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { Extra = [1, 0, 9, 0, 1] })),
        ("large sizes twice", ZipFlaw.Malformed, One(new HandEntry("a", Ten) { Extra = [1, 0, 0, 0, 1, 0, 0, 0] })),
        (
            "a large size that is not there",
            ZipFlaw.Malformed,
            One(new HandEntry("a", Ten) { Length = uint.MaxValue, CompressedLength = uint.MaxValue })
        ),
        ("encrypted", ZipFlaw.Unsupported, One(new HandEntry("a", Ten) { Flags = 1 })),
        ("strongly encrypted", ZipFlaw.Unsupported, One(new HandEntry("a", Ten) { Flags = 1 << 6 | 1 })),
        ("an encrypted directory", ZipFlaw.Unsupported, One(new HandEntry("a", Ten) { Flags = 1 << 13 })),
        ("patch data", ZipFlaw.Unsupported, One(new HandEntry("a", Ten) { Flags = 1 << 5 })),
        ("another method", ZipFlaw.Unsupported, One(new HandEntry("a", Ten) { Method = 12 })),
        ("a link", ZipFlaw.Unsupported, One(new HandEntry("a", "/etc/passwd"u8.ToArray()) { Attributes = 0xA1FFu << 16 })),
        ("a device", ZipFlaw.Unsupported, One(new HandEntry("a", Ten) { Attributes = 0x61FFu << 16 })),
        ("a step up", ZipFlaw.Name, One(new HandEntry("../a", Ten))),
        ("a step up in the middle", ZipFlaw.Name, One(new HandEntry("a/../../b", Ten))),
        ("a step to nowhere", ZipFlaw.Name, One(new HandEntry(".", Ten))),
        ("a step to nowhere in the middle", ZipFlaw.Name, One(new HandEntry("a/./b", Ten))),
        ("an absolute name", ZipFlaw.Name, One(new HandEntry("/etc/passwd", Ten))),
        ("a share", ZipFlaw.Name, One(new HandEntry("//server/a", Ten))),
        ("a drive", ZipFlaw.Name, One(new HandEntry("C:/a", Ten))),
        ("a drive without a slash", ZipFlaw.Name, One(new HandEntry("c:a", Ten))),
        ("a backslash", ZipFlaw.Name, One(new HandEntry("..\\a", Ten))),
        ("no name", ZipFlaw.Name, One(new HandEntry("", Ten))),
        ("only a slash", ZipFlaw.Name, One(new HandEntry("/", []))),
        ("an empty part", ZipFlaw.Name, One(new HandEntry("a//b", Ten))),
        ("a zero byte", ZipFlaw.Name, One(new HandEntry("a.txt\0.exe", Ten))),
        ("a line break", ZipFlaw.Name, One(new HandEntry("a\nb", Ten))),
        ("a turned direction", ZipFlaw.Name, One(new HandEntry("a\u202Efdp.exe", Ten))),
        ("a name that is not UTF-8", ZipFlaw.Name, One(new HandEntry("", Ten) { RawName = [0xE9, 0x41] })),
        ("an overlong step up", ZipFlaw.Name, One(new HandEntry("", Ten) { RawName = [0xC0, 0xAE, 0xC0, 0xAE, (byte)'/'] })),
        (
            "a second name",
            ZipFlaw.Name,
            One(new HandEntry("a", Ten) { Extra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, (byte)'b'] })
        ),
        ("the same name twice", ZipFlaw.Duplicate, Two("a", "a")),
        ("the same name but for case", ZipFlaw.Duplicate, Two("Akte/É.pdf", "akte/é.pdf")),
        ("the same name but for a dot", ZipFlaw.Duplicate, Two("a.txt", "a.txt. ")),
        ("the same name composed and not", ZipFlaw.Duplicate, Two("petici\u00F3n.pdf", "peticio\u0301n.pdf")),
        ("the same name with accents in another order", ZipFlaw.Duplicate, Two("o\u0323\u0302.pdf", "o\u0302\u0323.pdf")),
        ("a folder with the name of a file", ZipFlaw.Duplicate, Two("a", "a/b")),
        (
            "a folder entry with the name of a file",
            ZipFlaw.Duplicate,
            new HandZip().Add("a", "1").Add(new HandEntry("a/", [])).Bytes()
        ),
        ("a name too long", ZipFlaw.Limit, One(new HandEntry(new string('a', 513), Ten))),
        ("a bomb of one file", ZipFlaw.Limit, One(HandEntry.Deflated("a", new byte[10_000_000]))),
        ("a bomb of many files", ZipFlaw.Limit, Many(100, _ => HandEntry.Deflated("", new byte[1_000_000]))),
        ("sixty thousand entries", ZipFlaw.Limit, Many(60_000, _ => new HandEntry("", []))),
        ("a hundred thousand entries", ZipFlaw.Limit, Many(100_000, _ => new HandEntry("", []), 100_000)),
        (
            "two numbers of entries",
            ZipFlaw.Malformed,
            new HandZip { LargeEntries = 2, Entries = 1 }
                .Add("a", "1")
                .Bytes()
        ),
        (
            "a gap between the ends",
            ZipFlaw.Malformed,
            new HandZip { LargeEntries = 1, Gap = [0] }
                .Add("a", "1")
                .Bytes()
        ),
        ("one entry too many", ZipFlaw.Limit, Many(1_001, _ => new HandEntry("", []))),
    ];

    public static TheoryData<string> Names => [.. Archives.Select(each => each.What)];

    [Theory, MemberData(nameof(Names))]
    public void It_is_rejected_in_no_time(string what)
    {
        var (_, flaw, archive) = Archives.Single(each => each.What == what);
        ZipRejection? rejection = null;

        Quickly.Do(
            () =>
                StrictZip
                    .TryRead(() => new MemoryStream(archive), ZipLimits.Default, out _, out rejection)
                    .ShouldBeFalse(what),
            0.25
        );

        rejection!.Flaw.ShouldBe(flaw, rejection.Reason);
    }

    [Fact]
    public void Its_plain_sister_is_read()
    {
        StrictZip
            .TryRead(() => new MemoryStream(Plain()), ZipLimits.Default, out var zip, out var rejection)
            .ShouldBeTrue(rejection?.Reason);

        zip!.Entries.Select(entry => entry.Name).ShouldBe(["a", "b/", "b/ä.txt"]);
        new StreamReader(zip.Open(zip.Entries[2])).ReadToEnd().ShouldBe("drei");
    }

    [Fact]
    public void The_record_for_large_archives_is_read()
    {
        var archive = new HandZip { LargeEntries = 1 }
            .Add("a", "1")
            .Bytes();

        StrictZip
            .TryRead(() => new MemoryStream(archive), ZipLimits.Default, out var zip, out var rejection)
            .ShouldBeTrue(rejection?.Reason);

        zip!.Entries.ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    public void What_overlaps_is_rejected_before_anything_is_inflated()
    {
        var kernel = HandZip.Deflate(new byte[50_000_000]);
        var archive = Many(
            1_000,
            i =>
                i == 0
                    ? new HandEntry("0", kernel)
                    {
                        Method = 8,
                        Stored = kernel,
                        Length = 50_000_000,
                    }
                    : new HandEntry("", kernel)
                    {
                        Method = 8,
                        Stored = kernel,
                        Length = 50_000_000,
                        Offset = 0,
                    }
        );

        Rejected(archive, new ZipLimits { MaxRatio = int.MaxValue, MaxExpanded = long.MaxValue })
            .Flaw.ShouldBe(ZipFlaw.Malformed);
    }

    [Theory]
    [InlineData("longer than said", 9)]
    [InlineData("shorter than said", 11)]
    public void A_file_that_lies_about_its_length_is_not_read_to_its_end(string what, int length)
    {
        var entry = HandEntry.Deflated("a", Ten) with { Length = (uint)length };

        Should.Throw<InvalidDataException>(() => Content(One(entry)), what);
    }

    [Fact]
    public void A_file_that_inflates_to_more_than_said_gives_no_more_than_said()
    {
        var entry = HandEntry.Deflated("a", new byte[50_000_000]) with { Length = 1000 };
        StrictZip.TryRead(() => new MemoryStream(One(entry)), ZipLimits.Default, out var zip, out _).ShouldBeTrue();
        using var content = zip!.Open(zip.Entries[0]);
        var read = 0;

        Should.Throw<InvalidDataException>(() =>
        {
            for (var buffer = new byte[100_000]; content.Read(buffer) is > 0 and var count; )
                read += count;
        });

        read.ShouldBe(1000);
    }

    [Fact]
    public void A_wrong_checksum_shows_at_the_end() =>
        Should
            .Throw<InvalidDataException>(() => Content(One(new HandEntry("a", Ten) { Crc = 1 })))
            .Message.ShouldContain("checksum");

    [Fact]
    public void Nothing_hides_behind_the_compressed_bytes()
    {
        var entry = HandEntry.Deflated("a", Ten);
        Content(One(entry)).ShouldBe(Ten);

        Should.Throw<InvalidDataException>(() => Content(One(entry with { Stored = [.. entry.Stored, 1, 2, 3] })));
    }

    [Fact]
    public void A_compressed_file_that_is_none_is_broken() =>
        Should.Throw<InvalidDataException>(() => Content(One(new HandEntry("a", [0xFF, 0xFF, 0xFF, 0xFF]) { Method = 8 })));

    private static ZipRejection Rejected(byte[] archive, ZipLimits limits)
    {
        StrictZip.TryRead(() => new MemoryStream(archive), limits, out _, out var rejection).ShouldBeFalse();
        return rejection!;
    }

    private static byte[] Content(byte[] archive)
    {
        StrictZip
            .TryRead(() => new MemoryStream(archive), ZipLimits.Default, out var zip, out var rejection)
            .ShouldBeTrue(rejection?.Reason);
        using var content = zip!.Open(zip.Entries[0]);
        using var whole = new MemoryStream();
        content.CopyTo(whole);
        return whole.ToArray();
    }

    private static byte[] Plain() =>
        new HandZip { Comment = "made by hand"u8.ToArray() }
            .Add("a", "eins")
            .Add(new HandEntry("b/", []))
            .Add(HandEntry.Deflated("b/ä.txt", "drei"u8.ToArray()))
            .Bytes();

    private static byte[] One(HandEntry entry) => new HandZip().Add(entry).Bytes();

    private static byte[] Two(string first, string second) => new HandZip().Add(first, "1").Add(second, "2").Bytes();

    private static byte[] Many(int count, Func<int, HandEntry> entry, long? large = null)
    {
        var zip = new HandZip { LargeEntries = large };
        for (var i = 0; i < count; i++)
            zip.Add(entry(i) with { RawName = Encoding.UTF8.GetBytes($"{i}") });
        return zip.Bytes();
    }

    private static byte[] Hidden()
    {
        var hidden = new HandZip().Add("hidden", "2").Bytes();
        return new HandZip().Add("a", "1").Raw(hidden[..(30 + 6 + 1)]).Add("b", "3").Bytes();
    }
}
