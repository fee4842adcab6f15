using System.Text;
using Gateway.Adapters.Xml;

namespace Gateway.Tests.Xml;

public sealed class EncodingTests
{
    public static TheoryData<string> Known =>
        [
            "us-ascii",
            .. new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15 }.Select(part => $"ISO-8859-{part}"),
            .. Enumerable.Range(1250, 9).Select(page => $"windows-{page}"),
        ];

    [Theory, MemberData(nameof(Known))]
    public void A_declared_encoding_of_one_byte_is_transcoded(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var high =
            name == "us-ascii"
                ? []
                : Enumerable.Range(0xA0, 0x60).Select(b => (byte)b).Where(b => IsCharacter(encoding, b)).ToArray();
        byte[] document =
        [
            .. Encoding.ASCII.GetBytes($"<?xml version='1.0' encoding='{name}'?>\r\n<a b='"),
            .. high,
            .. "'>"u8,
            .. high,
            .. "</a>"u8,
        ];

        XmlTree.TryParse(document, TreeLimits.Default, out var tree, out var rejection).ShouldBeTrue(rejection?.Reason);

        tree!.Root.Text.ShouldBe(encoding.GetString(high));
        tree.Root.Attribute("b").ShouldBe(encoding.GetString(high));
        Rejected(document, TreeLimits.Default with { AllowsOldEncodings = false }).ShouldBe(XmlFlaw.Encoding);
    }

    [Fact]
    public void Unicode_is_read_in_all_its_forms()
    {
        const string Text = "?><a>ñ漢\U0001F4DC\r\n</a>";
        byte[][] documents =
        [
            Encoding.UTF8.GetBytes("<?xml version='1.0'" + Text),
            Encoding.UTF8.GetBytes("<?xml version='1.0' encoding='utf-8'" + Text),
            [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("<?xml version='1.0' encoding='UTF-8'" + Text)],
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='UTF-16'" + Text)],
            [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("<?xml version='1.0' encoding='utf-16'" + Text)],
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<?xml version='1.0'" + Text)],
            Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'" + Text),
            Encoding.BigEndianUnicode.GetBytes("<?xml version='1.0' encoding='UTF-16'" + Text),
        ];
        foreach (var document in documents)
        {
            XmlTree.TryParse(document, TreeLimits.Default, out var tree, out var rejection).ShouldBeTrue(rejection?.Reason);
            tree!.Root.Text.ShouldBe("ñ漢\U0001F4DC\n");
        }
    }

    [Fact]
    public void An_unknown_encoding_or_another_than_declared_is_rejected()
    {
        byte[][] documents =
        [
            "<?xml version='1.0' encoding='utf-7'?><a/>"u8.ToArray(),
            "<?xml version='1.0' encoding='ibm037'?><a/>"u8.ToArray(),
            "<?xml version='1.0' encoding='x-unknown'?><a/>"u8.ToArray(),
            "<?xml version='1.0' encoding='utf-16'?><a/>"u8.ToArray(),
            "<?xml version='1.0' encoding='utf-32'?><a/>"u8.ToArray(),
            [0xEF, 0xBB, 0xBF, .. "<?xml version='1.0' encoding='iso-8859-1'?><a/>"u8],
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-8'?><a/>")],
            Encoding.Unicode.GetBytes("<?xml version='1.0'?><a/>"),
            [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("<a/>")],
            [.. Encoding.UTF32.GetBytes("<?xml version='1.0' encoding='utf-32'?><a/>")],
        ];
        foreach (var document in documents)
            Rejected(document, TreeLimits.Default).ShouldBe(XmlFlaw.Encoding);
    }

    [Fact]
    public void Bytes_that_are_no_characters_of_their_encoding_are_rejected()
    {
        byte[][] documents =
        [
            [.. "<a>"u8, 0xC3, 0x28, .. "</a>"u8],
            [.. "<a>"u8, 0xED, 0xA0, 0x80, .. "</a>"u8],
            [.. "<a>"u8, 0xC0, 0xBC, .. "</a>"u8],
            [.. "<a>"u8, 0xF5, 0x80, 0x80, 0x80, .. "</a>"u8],
            [.. "<a>"u8, 0xEF, 0xBF, 0xBF, .. "</a>"u8],
            [.. "<?xml version='1.0' encoding='us-ascii'?><a>"u8, 0xC3, 0xB1, .. "</a>"u8],
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<a>"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("</a>")],
            [0xFF, 0xFE, (byte)'<'],
        ];
        foreach (var document in documents)
            Rejected(document, TreeLimits.Default).ShouldBe(XmlFlaw.Malformed);
    }

    private static bool IsCharacter(Encoding encoding, byte b) =>
        encoding.GetString([b]) is [var c]
        && c >= 0xA0
        && encoding.GetBytes([c]) is [var back]
        && back == b
        && c is not ('\uFFFD' or '&' or '<');

    private static XmlFlaw Rejected(byte[] document, TreeLimits limits)
    {
        XmlTree.TryParse(document, limits, out _, out var rejection).ShouldBeFalse();
        return rejection!.Flaw;
    }
}
