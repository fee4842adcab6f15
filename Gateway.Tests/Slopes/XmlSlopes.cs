using Gateway.Adapters.Messages;
using Gateway.Adapters.Xml;
using Gateway.Tests.Messages;

namespace Gateway.Tests.Slopes;

/// <summary>XML through the reader of messages and through the tree parser.</summary>
internal static class XmlSlopes
{
    private static readonly MessageReader Reader = new();

    private static readonly (string Token, Func<int, byte[]> Input, int N)[] Tokens =
    [
        ("attribute", SlopeRow.Numbered("<a ", i => $"a{i}='' ", "/>"), 40_000),
        ("same attribute", SlopeRow.Text("<a ", "b='' ", "/>"), 40_000),
        ("namespace", SlopeRow.Numbered("<a ", i => $"xmlns:n{i}='urn:{i}' ", "/>"), 20_000),
        ("space in a tag", SlopeRow.Text("<a", " ", "/>"), 400_000),
        ("letter of an attribute", SlopeRow.Text("<a b='", "x", "'/>"), 400_000),
        ("entity in an attribute", SlopeRow.Text("<a b='", "&lt;", "'/>"), 100_000),
        ("letter of a name", SlopeRow.Text("<", "x", "/>"), 400_000),
        ("element", SlopeRow.Text("<a>", "<b/>", "</a>"), 20_000),
        ("element of its own name", SlopeRow.Numbered("<a>", i => $"<b{i}/>", "</a>"), 4_000),
        ("element of its own namespace", SlopeRow.Numbered("<a>", i => $"<b xmlns='urn:{i}'/>", "</a>"), 4_000),
        ("element with attributes", SlopeRow.Text("<a>", "<b c='1' d='2' e='3' f='4' g='5'/>", "</a>"), 8_000),
        ("nesting", SlopeRow.Text("", "<a>", ""), 100_000),
        ("letter", SlopeRow.Text("<a>", "x", "</a>"), 400_000),
        ("entity", SlopeRow.Text("<a>", "&amp;", "</a>"), 40_000),
        ("reference", SlopeRow.Text("<a>", "&#241;", "</a>"), 40_000),
        ("CDATA", SlopeRow.Text("<a>", "<![CDATA[x]]>", "</a>"), 10_000),
        ("CDATA between texts", SlopeRow.Text("<a>", "<![CDATA[x]]>y&lt;", "</a>"), 10_000),
        ("comment", SlopeRow.Text("<a>", "<!--x-->", "</a>"), 20_000),
        ("comment before the root", SlopeRow.Text("", "<!--x-->", "<a/>"), 20_000),
        ("instruction", SlopeRow.Text("<a>", "<?x y?>", "</a>"), 20_000),
        ("hyphen in a comment", SlopeRow.Text("<a><!-- ", "- ", "--></a>"), 100_000),
        ("bracket", SlopeRow.Text("<a>", "]", "</a>"), 200_000),
        ("less-than", SlopeRow.Text("<a>", "<", "</a>"), 200_000),
        ("line end", SlopeRow.Text("<a>", "\r\n", "</a>"), 200_000),
        ("line end in a tag", SlopeRow.Text("<a", "\r\n", "/>"), 200_000),
        ("ñ", SlopeRow.Text("<a>", "ñ", "</a>"), 200_000),
    ];

    private static readonly (string Token, Func<int, byte[]> Input, int N)[] InMessages =
    [
        ("legal basis", In("<legalBases>", "<legalBases>", i => $"<legalBasis><code>X{i}</code></legalBasis>"), 4_000),
        ("paragraph", In("<facts>", "<facts>", i => $"<paragraph>Fact {i}</paragraph>"), 4_000),
        ("same number", In("</request>", "</request><attachments>", _ => Attachment(1), "</attachments>"), 1_000),
        ("attachment", In("</request>", "</request><attachments>", Attachment, "</attachments>"), 1_000),
        ("entity in a paragraph", In("<facts>", "<facts><paragraph>", _ => "&amp;", "</paragraph>"), 20_000),
        ("comment in a paragraph", In("<facts>", "<facts><paragraph>", _ => "x<!---->", "</paragraph>"), 10_000),
        ("CDATA in a paragraph", In("<facts>", "<facts><paragraph>", _ => "x<![CDATA[y]]>", "</paragraph>"), 10_000),
        ("space before an element", In("<facts>", " <facts>", _ => " "), 100_000),
        ("unknown element", In("<facts>", "<facts>", i => $"<x{i}/>"), 4_000),
    ];

    public static IEnumerable<SlopeRow> Rows =>
        [
            .. Tokens.Select(token => new SlopeRow(
                "XML, tree parser",
                token.Token,
                token.Input,
                input => XmlTree.TryParse(input, TreeLimits.Default, out _, out _),
                token.N
            )),
            .. Tokens.Select(token => new SlopeRow(
                "XML, message reader",
                token.Token,
                token.Input,
                input => Reader.Check(input),
                token.N
            )),
            .. InMessages.Select(token => new SlopeRow("message", token.Token, token.Input, Read, token.N)),
        ];

    private static void Read(byte[] input)
    {
        if (Reader.Check(input) is null)
            Reader.Read(input);
    }

    private static string Attachment(int number) =>
        "<attachment "
        + $"number=\"{number}\"><name>a</name><mediaType>a/b</mediaType><size>1</size><sha256>{new string('a', 64)}</sha256></attachment>";

    private static Func<int, byte[]> In(string place, string before, Func<int, string> token, string after = "")
    {
        var parts = Samples.Request().Split(place, 2);
        return parts is [var head, var tail]
            ? SlopeRow.Numbered(head + before, token, after + tail)
            : throw new InvalidOperationException($"There is no {place} in the sample.");
    }
}
