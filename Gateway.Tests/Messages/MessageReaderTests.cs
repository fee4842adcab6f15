using Gateway.Adapters.Messages;
using Gateway.Domain;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Messages;

public sealed class MessageReaderTests
{
    private const string Secret = "Sensitive-Name-7";
    private static readonly MessageReader Reader = new();

    [Theory]
    [InlineData(MessageKind.Refusal)]
    [InlineData(MessageKind.Postponement)]
    public void A_refusal_without_a_word_on_consultation_is_not_valid(MessageKind kind)
    {
        var document = System.Text.Encoding.UTF8.GetString(Samples.Of(kind).Write());
        var without = System.Text.RegularExpressions.Regex.Replace(
            document,
            "<consultation>.*?</consultation>",
            "",
            System.Text.RegularExpressions.RegexOptions.Singleline
        );

        without.ShouldNotBe(document);
        Reader.Check(Samples.Bytes(document)).ShouldBeNull();
        Reader.Check(Samples.Bytes(without))!.Name.ShouldBe(Problem.SchemaInvalid);
    }

    [Theory]
    [InlineData("<kind>request</kind>", "<kind>reQuest</kind>")]
    [InlineData("<kind>request</kind>", "<kind> request</kind>")]
    [InlineData("<kind>request</kind>", "")]
    [InlineData("<kind>request</kind>", "<kind>request</kind><kind>request</kind>")]
    [InlineData("<kind>request</kind>", "<kind>request</kind><Sensitive-Name-7>x</Sensitive-Name-7>")]
    [InlineData("<kind>request</kind>", "<kind Sensitive-Name-7=''>request</kind>")]
    [InlineData("<kind>request</kind>", "<kind>request</kind>Sensitive-Name-7")]
    [InlineData("<kind>request</kind>", "<kind xmlns='urn:Sensitive-Name-7'>request</kind>")]
    [InlineData("<kind>request</kind>", "<kind xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>")]
    [InlineData(
        "<kind>request</kind>",
        "<kind xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type='i:string'>request</kind>"
    )]
    [InlineData("<code>CO-CA</code>", "<code>CO_CA</code>")]
    [InlineData("<code>CO-CA</code>", "<code>CO-Sensitive-Name-7</code>")]
    [InlineData("<code>ES-CA</code>", "<code>CO-CA</code>")]
    [InlineData("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B")]
    [InlineData("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", "00000000-0000-0000-0000-000000000000")]
    [InlineData("-05:00</issuedAt>", "</issuedAt>")]
    [InlineData("2026-06-15T", "2026-06-31T")]
    [InlineData("<language>es</language>", "<language>Sensitive-Name-7</language>")]
    [InlineData("<urgency>normal</urgency>", "<urgency>urgent</urgency>")]
    [InlineData("<urgency>normal</urgency>", "<urgency>normal</urgency><urgencyReason>x</urgencyReason>")]
    [InlineData("<type>mla</type>", "<type>mutual</type>")]
    [InlineData("<purpose>", "<purpose><paragraph> </paragraph>")]
    [InlineData("<bornOn>1979-02-28</bornOn>", "<bornOn>1979-02-30</bornOn>")]
    [InlineData("version=\"1.0\" environment", "version=\"1.1\" environment")]
    [InlineData("version=\"1.0\" environment", "environment")]
    [InlineData("environment=\"sandbox\"", "environment=\"production\"")]
    [InlineData("environment=\"sandbox\"", "Id=\"7 of 9\"")]
    [InlineData("environment=\"sandbox\"", "xml:id=\"a\"")]
    [InlineData("urn:gateway:message:1.0", "urn:gateway:message:2.0")]
    [InlineData("<kind>request</kind>", "<kind>re<!-- -->quest</kind>")]
    [InlineData("<kind>request</kind>", "<kind><?x?>request</kind>")]
    [InlineData("</Message>", "<ds:Object xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/></Message>")]
    [InlineData(
        "</Message>",
        "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><!-- Sensitive-Name-7 --></ds:Signature></Message>"
    )]
    [InlineData(
        "</Message>",
        "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/><ds:Signature "
            + "xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/></Message>"
    )]
    public void What_the_schema_does_not_allow_is_pointed_at_without_repeating_it(string valid, string invalid)
    {
        var document = Samples.Request();
        document.ShouldContain(valid);

        var problem = Reader.Check(Samples.Bytes(document.Replace(valid, invalid, StringComparison.Ordinal)));

        problem.ShouldNotBeNull();
        problem.Name.ShouldBe(Problem.SchemaInvalid);
        problem.Pointers.ShouldNotBeEmpty();
        problem.Pointers.ShouldAllBe(p =>
            (p.Pointer.Length == 0 || p.Pointer.StartsWith("/Message")) && p.Line > 0 && p.Column > 0 && p.Detail.Length > 0
        );
        problem.ToString().ShouldNotContain(Secret);
        string.Join('\n', problem.Pointers!).ShouldNotContain(Secret);
    }

    [Fact]
    public void A_pointer_says_line_column_path_and_what_was_expected()
    {
        var document = Samples
            .Request()
            .Replace("<nature>investigation</nature>", "<nature>gossip</nature>", StringComparison.Ordinal);
        var line = document[..document.IndexOf("<nature>", StringComparison.Ordinal)].Count(c => c == '\n') + 1;

        var pointer = Reader.Check(Samples.Bytes(document))!.Pointers!.ShouldHaveSingleItem();

        (pointer.Pointer, pointer.Line).ShouldBe(("/Message/request/matter/nature", line));
        pointer.Column.ShouldNotBeNull().ShouldBeGreaterThan(1);
        pointer.Detail.ShouldBe("The value is not of type MatterNature, or repeats another.");
    }

    [Fact]
    public void A_missing_element_is_named()
    {
        var document = Samples.Request();
        var at = document.IndexOf("<conductingAuthority>", StringComparison.Ordinal);
        var until = document.IndexOf("</conductingAuthority>", StringComparison.Ordinal) + "</conductingAuthority>".Length;

        var pointer = Reader.Check(Samples.Bytes(document.Remove(at, until - at)))!.Pointers!.ShouldHaveSingleItem();

        pointer.Detail.ShouldBe("The element ends too early; expected: conductingAuthority.");
    }

    [Fact]
    public void Facts_may_be_left_out_for_the_service_of_documents_only()
    {
        var service = Samples.Text((Samples.Of(MessageKind.Request) with { Type = "serviceOfDocuments" }).Write());

        service.ShouldNotContain("<facts>");
        Reader.Check(Samples.Bytes(service)).ShouldBeNull();
        Reader
            .Check(Samples.Bytes(service.Replace("serviceOfDocuments", "mla", StringComparison.Ordinal)))!
            .Name.ShouldBe(Problem.SchemaInvalid);
    }

    [Fact]
    public void A_request_names_a_legal_basis()
    {
        var document = Samples.Request();
        var at = document.IndexOf("<legalBases>", StringComparison.Ordinal);
        var until = document.IndexOf("</legalBases>", StringComparison.Ordinal) + "</legalBases>".Length;

        Reader
            .Check(Samples.Bytes(document.Remove(at, until - at)))!
            .Pointers!.ShouldHaveSingleItem()
            .Detail.ShouldContain("legal basis");
    }

    [Theory]
    [InlineData(MessageKind.Refusal, "refusal", "acknowledgement")]
    [InlineData(MessageKind.Supplement, "supplement", "refusal")]
    [InlineData(MessageKind.Refusal, "refusal", "other")]
    [InlineData(MessageKind.Supplement, "supplement", "request")]
    [InlineData(MessageKind.Request, "request", "supplement")]
    public void Content_goes_with_its_kind(MessageKind kind, string name, string other)
    {
        var document = Samples
            .Text(Samples.Of(kind).Write())
            .Replace($"<kind>{name}</kind>", $"<kind>{other}</kind>", StringComparison.Ordinal);

        Reader.Check(Samples.Bytes(document))!.Name.ShouldBe(Problem.SchemaInvalid);
    }

    [Theory]
    [InlineData("number=\"2\"", "number=\"1\"")]
    [InlineData("number=\"2\"", "number=\"3\"")]
    [InlineData("number=\"2\"", "number=\"02\"")]
    [InlineData("<name>b.pdf</name>", "<name>a.pdf</name>")]
    [InlineData("<name>b.pdf</name>", "<name>../b.pdf</name>")]
    [InlineData("<name>b.pdf</name>", "<name>c/b.pdf</name>")]
    [InlineData("<name>b.pdf</name>", "<name>c\\b.pdf</name>")]
    [InlineData("<name>b.pdf</name>", "<name>b&#10;.pdf</name>")]
    [InlineData("<name>b.pdf</name>", "<name>b&#x202E;fdp.exe</name>")]
    [InlineData("<name>b.pdf</name>", "<name></name>")]
    [InlineData("<mediaType>text/plain</mediaType>", "<mediaType>text</mediaType>")]
    [InlineData("<mediaType>text/plain</mediaType>", "<mediaType>text/plain; a=b</mediaType>")]
    [InlineData("<size>2</size>", "<size>-2</size>")]
    [InlineData("<size>2</size>", "<size>+2</size>")]
    [InlineData("<size>2</size>", "<size>99999999999999999999</size>")]
    [InlineData("<sha256>", "<sha256>A")]
    public void Attachments_are_declared_exactly(string valid, string invalid)
    {
        var document = Samples.Text(
            (
                Samples.Of(MessageKind.Other) with
                {
                    Attachments = [new("a.pdf", "application/pdf", new byte[3]), new("b.pdf", "text/plain", new byte[2])],
                }
            ).Write()
        );
        Reader.Check(Samples.Bytes(document)).ShouldBeNull();
        document.ShouldContain(valid);

        Reader
            .Check(Samples.Bytes(document.Replace(valid, invalid, StringComparison.Ordinal)))!
            .Name.ShouldBe(Problem.SchemaInvalid);
    }

    [Fact]
    public void More_than_a_hundred_attachments_are_too_many()
    {
        byte[] With(int count) =>
            (
                Samples.Of(MessageKind.Other) with
                {
                    Attachments =
                    [
                        .. Enumerable
                            .Range(1, count)
                            .Select(i => new SampleAttachment($"{i}.txt", "text/plain", new byte[1])),
                    ],
                }
            ).Write();

        Reader.Check(With(100)).ShouldBeNull();
        Reader.Check(With(101))!.Name.ShouldBe(Problem.SchemaInvalid);
    }

    [Fact]
    public void A_schema_location_in_the_document_is_not_followed()
    {
        var document = Samples
            .Request()
            .Replace(
                "environment=",
                "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='urn:gateway:message:1.0 "
                    + "file:///nowhere.xsd' environment=",
                StringComparison.Ordinal
            );

        Reader.Check(Samples.Bytes(document)).ShouldBeNull();
    }

    [Fact]
    public void Values_written_in_several_nodes_are_read_whole()
    {
        var document = Samples
            .Request()
            .Replace("<code>CO-CA</code>", "<code>CO<![CDATA[-]]>&#67;A</code>", StringComparison.Ordinal);

        Reader.Read(Samples.Bytes(document)).IssuedBy.ShouldBe("CO-CA");
    }

    [Fact]
    public void Findings_end_at_twenty()
    {
        var document = Samples
            .Request()
            .Replace("<facts>", "<facts>" + string.Concat(Enumerable.Repeat("<paragraph/>", 50)), StringComparison.Ordinal);

        Reader.Check(Samples.Bytes(document))!.Pointers!.Count.ShouldBe(20);
    }

    [Fact]
    public void An_invalid_document_is_never_bound() =>
        Should.Throw<ArgumentException>(() => Reader.Read("<Message/>"u8.ToArray()));
}
