using System.Text;
using Gateway.Adapters.Xml;
using Gateway.Domain;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Messages;

public sealed class HardenedXmlTests
{
    [Theory]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<?xml version='1.0'?>\n<!-- x --><?y?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM 'http://localhost:1/'>]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;'><!ENTITY z '&y;&y;&y;&y;'>]><a>&z;</a>")]
    [InlineData("<!DOCTYPE a [<!ATTLIST a b CDATA 'default'>]><a/>")]
    [InlineData("<!DOCTYPE broken")]
    public void A_document_type_declaration_is_rejected_as_such(string document)
    {
        var problem = HardenedXml.Scan(Samples.Bytes(document));

        problem!.Name.ShouldBe(Problem.DtdForbidden);
        var pointer = problem.Pointers!.ShouldHaveSingleItem();
        (pointer.Pointer, pointer.Line).ShouldBe(
            ("", document[..document.IndexOf("<!D", StringComparison.Ordinal)].Count(c => c == '\n') + 1)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("plain text")]
    [InlineData("<a>")]
    [InlineData("<a></b>")]
    [InlineData("<a/><a/>")]
    [InlineData("<a>&unknown;</a>")]
    [InlineData("<a b='1' b='2'/>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<p:a/>")]
    [InlineData("<a/><!DOCTYPE a>")]
    [InlineData("<?xml version='1.1'?><a/>")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?><a/>")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><a/>")]
    [InlineData("<?xml version='1.0' encoding='utf-7'?><a/>")]
    public void What_is_not_well_formed_is_rejected(string document) =>
        HardenedXml.Scan(Samples.Bytes(document))!.Name.ShouldBe(Problem.MalformedXml);

    [Fact]
    public void Bytes_that_are_no_text_are_rejected()
    {
        foreach (
            byte[] bytes in new byte[][]
            {
                [.. "<a>"u8, 0xC3, 0x28, .. "</a>"u8],
                [.. "<a>"u8, 0xED, 0xA0, 0x80, .. "</a>"u8],
                [.. "<a>"u8, 0xC0, 0xBC, .. "</a>"u8],
                [0xFF, 0xFE, 0, 0, (byte)'<', 0, 0, 0],
                [0xFF, 0xFE, (byte)'<'],
                [.. Encoding.Unicode.GetBytes("<a/>")],
                [0x4C, 0x6F, 0xA7, 0x94],
            }
        )
            HardenedXml.Scan(bytes)!.Name.ShouldBe(Problem.MalformedXml);
    }

    [Fact]
    public void UTF_8_and_UTF_16_are_read()
    {
        foreach (
            var encoding in new Encoding[]
            {
                new UTF8Encoding(true),
                new UnicodeEncoding(false, true),
                new UnicodeEncoding(true, true),
            }
        )
        {
            var name = encoding is UTF8Encoding ? "UTF-8" : "UTF-16";
            byte[] bytes =
            [
                .. encoding.GetPreamble(),
                .. encoding.GetBytes($"<?xml version='1.0' encoding='{name}'?><a>ñ</a>"),
            ];

            HardenedXml.TryLoad(bytes, out var tree, out _).ShouldBeTrue();
            tree!.DocumentElement!.InnerText.ShouldBe("ñ");
        }
    }

    [Fact]
    public void Nesting_ends_at_sixty()
    {
        static byte[] Nested(int depth) =>
            Samples.Bytes(string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)));

        HardenedXml.Scan(Nested(60)).ShouldBeNull();
        HardenedXml.Scan(Nested(61))!.Detail.ShouldContain("60");
        HardenedXml.Scan(Nested(100_000))!.Name.ShouldBe(Problem.MalformedXml);
    }

    [Fact]
    public void Attributes_are_limited_in_number_and_length()
    {
        static byte[] With(int count) =>
            Samples.Bytes($"<a {string.Join(' ', Enumerable.Range(1, count).Select(i => $"a{i}=''"))}/>");

        HardenedXml.Scan(With(64)).ShouldBeNull();
        HardenedXml.Scan(With(65))!.Name.ShouldBe(Problem.MalformedXml);
        HardenedXml.Scan(With(100_000))!.Name.ShouldBe(Problem.MalformedXml);
        HardenedXml.Scan(Samples.Bytes($"<a b='{new string('x', 64 * 1024 + 1)}'/>"))!.Name.ShouldBe(Problem.MalformedXml);
    }

    [Fact]
    public void Attributes_beyond_the_limit_cost_nothing()
    {
        var bytes = Samples.Bytes($"<a {string.Concat(Enumerable.Range(1, 700_000).Select(i => $"a{i}='' "))}/>");

        Quickly.Do(() => HardenedXml.Scan(bytes)!.Name.ShouldBe(Problem.MalformedXml), seconds: 0.5);
    }

    [Fact]
    public void Elements_and_the_namespaces_around_them_are_limited_in_number()
    {
        static string Scope(int from, int count) =>
            string.Join(' ', Enumerable.Range(from, count).Select(i => $"xmlns:n{i}='urn:{i}'"));
        static byte[] Nested(int inner) =>
            Samples.Bytes($"<a {Scope(0, 64)}><b {Scope(64, inner)}><c/></b><b {Scope(64, inner)}/></a>");

        HardenedXml.Scan(Nested(64)).ShouldBeNull();
        HardenedXml
            .Scan(Samples.Bytes($"<a {Scope(0, 64)}><b {Scope(64, 64)}><c xmlns='urn:c'/></b></a>"))!
            .Name.ShouldBe(Problem.MalformedXml);
        HardenedXml
            .Scan(Samples.Bytes($"<a>{string.Concat(Enumerable.Repeat("<b/>", HardenedXml.MaxElements))}</a>"))!
            .Name.ShouldBe(Problem.MalformedXml);
    }

    [Fact]
    public void Names_and_documents_are_limited_in_length()
    {
        HardenedXml.Scan(Samples.Bytes($"<{new string('a', 257)}/>"))!.Name.ShouldBe(Problem.MalformedXml);
        HardenedXml.Scan(Samples.Bytes($"<a {new string('b', 257)}=''/>"))!.Name.ShouldBe(Problem.MalformedXml);
        HardenedXml
            .Scan(Samples.Bytes($"<a>{new string('x', HardenedXml.MaxCharacters)}</a>"))!
            .Name.ShouldBe(Problem.MalformedXml);
    }

    [Fact]
    public void What_was_wrong_is_not_quoted()
    {
        var problem = HardenedXml.Scan("<a><Juan-Perez></a>"u8.ToArray())!;

        problem.Pointers!.ShouldHaveSingleItem().Line.ShouldBe(1);
        (problem + problem.Pointers![0].ToString()).ShouldNotContain("Juan");
    }
}
