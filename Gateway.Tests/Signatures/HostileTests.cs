using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>Input made to exhaust: each is rejected or answered within a second, and never by an exception.</summary>
[Collection(Infrastructure.Alone.Name)]
public sealed class HostileTests
{
    private const int Million = 1_000_000;

    private static readonly string Megabyte = $"<a Id=\"a\">{Repeat("<b c=\"d\">text</b>", Million / 17)}</a>";

    [Fact]
    public void A_hundred_references_to_a_megabyte_cost_as_much_as_one()
    {
        var one = Check(new DsigTemplate { References = [Whole()] }.In(Megabyte));
        var hundred = Check(new DsigTemplate { References = [.. Enumerable.Repeat(Whole(), 100)] }.In(Megabyte));

        one.References[0].Outcome.ShouldBe(ReferenceOutcome.Altered);
        hundred.References.ShouldAllBe(r => r.Outcome == ReferenceOutcome.Altered);
    }

    [Fact]
    public void References_that_digest_a_megabyte_each_in_its_own_way_are_left_undone_beyond_an_allowance()
    {
        var references = Enumerable
            .Range(0, 500)
            .Select(i => new DsigReference("", XadesTemplate.Enveloped, Exclusive($"p{i}")));

        var check = Check(new DsigTemplate { References = [.. references] }.In(Megabyte));

        check.References.Count(r => r.Outcome == ReferenceOutcome.Altered).ShouldBeInRange(20, 40);
        check.References.Count(r => r.Outcome == ReferenceOutcome.Exceeded).ShouldBeGreaterThan(300);
    }

    [Fact]
    public void Values_beyond_an_allowance_are_not_verified()
    {
        var modulus = RandomNumberGenerator.GetBytes(512);
        (modulus[0], modulus[^1]) = (0xff, (byte)(modulus[^1] | 1));
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
        using var key = VerificationKey.OfPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo())!;
        var document = new DsigTemplate { SignatureMethod = XadesTemplate.More + "rsa-ripemd160" }
            .In("<m></m>")
            .Replace("<SignatureValue/>", "<SignatureValue>AAAA</SignatureValue>", StringComparison.Ordinal);
        var signature = Engine.Signature(Engine.Read(Encoding.UTF8.GetBytes(document)));

        Enumerable
            .Range(0, 3)
            .Select(_ => SignatureCheck.ValueOf(signature, key))
            .ShouldBe([ValueOutcome.Invalid, ValueOutcome.Exceeded, ValueOutcome.Exceeded]);
    }

    [Fact]
    public void Paths_that_search_a_megabyte_each_for_something_else_are_left_undone_beyond_an_allowance()
    {
        var references = Enumerable
            .Range(0, 1_000)
            .Select(i => new DsigReference(
                "",
                XPathFormsTests.Filter("subtract", [.. Enumerable.Range(0, 8).Select(j => $"//b//b[@n={i * 8 + j}]//*")])
            ));

        Check(new DsigTemplate { References = [.. references] }.In(Megabyte))
            .References.ShouldContain(r => r.Outcome == ReferenceOutcome.Exceeded);
    }

    [Fact]
    public void A_megabyte_of_base64_parsed_again_by_every_reference_is_left_undone_beyond_an_allowance()
    {
        var inside = Convert.ToBase64String(Encoding.UTF8.GetBytes(Megabyte));
        var references = Enumerable
            .Range(0, 500)
            .Select(i => new DsigReference("#o", XadesTemplate.Base64, XPathFormsTests.Filter("intersect", $"/none{i}")));

        var check = Check(
            new DsigTemplate { References = [.. references] }.In($"<a><o Id='o'>{inside}</o></a>"),
            seconds: 2
        );

        check.References.ShouldContain(r => r.Outcome == ReferenceOutcome.Exceeded);
    }

    [Fact]
    public void Forms_of_forms_of_a_megabyte_are_left_undone_beyond_an_allowance()
    {
        var references = Enumerable
            .Range(0, 1_000)
            .Select(i => new DsigReference("", Exclusive($"p{i}"), XadesTemplate.C14N, XadesTemplate.ExclusiveC14N));

        Check(new DsigTemplate { References = [.. references] }.In(Megabyte))
            .References.Count(r => r.Outcome == ReferenceOutcome.Exceeded)
            .ShouldBeGreaterThan(900);
    }

    [Fact]
    public void A_large_file_beside_a_small_document_is_read_as_XML_and_not_over_and_over()
    {
        var files = new Files(("f.xml", Encoding.UTF8.GetBytes($"<a>{Repeat("<b/>", 900_000)}</a>")));
        DsigReference[] references =
        [
            .. Enumerable.Range(0, 100).Select(i => new DsigReference("f.xml", Exclusive($"p{i}"))),
            new("f.xml"),
        ];

        var check = Check(
            Encoding.UTF8.GetBytes(new DsigTemplate { References = references }.In("<a></a>")),
            seconds: 5,
            files
        );

        check.References[0].Outcome.ShouldBe(ReferenceOutcome.Altered);
        check.References[^1].Outcome.ShouldBe(ReferenceOutcome.Altered, "as it is, a file costs nothing");
        check.References.Count(r => r.Outcome == ReferenceOutcome.Exceeded).ShouldBeGreaterThan(90);
    }

    [Fact]
    public void A_long_namespace_written_at_every_element_is_left_undone_beyond_an_allowance()
    {
        var document = $"<a xmlns:p=\"{new string('u', 1000)}\">{Repeat("<p:b/>", 100_000)}</a>";

        Check(new DsigTemplate { References = [Whole()] }.In(document))
            .References[0]
            .Outcome.ShouldBe(ReferenceOutcome.Exceeded);
        var comments = Repeat("<!-- -->", 100_000);
        Check(
            new DsigTemplate { Canonicalization = XadesTemplate.ExclusiveC14N + "WithComments" }
                .In("<a></a>")
                .Replace("<SignedInfo>", "<SignedInfo>" + comments, StringComparison.Ordinal)
        )
            .Value.ShouldBe(ValueOutcome.Invalid);
    }

    [Theory]
    [InlineData("nesting", XmlFlaw.Limit)]
    [InlineData("nesting unclosed", XmlFlaw.Limit)]
    [InlineData("attributes", XmlFlaw.Limit)]
    [InlineData("one attribute", XmlFlaw.Limit)]
    [InlineData("namespaces on one element", XmlFlaw.Limit)]
    [InlineData("namespaces in each other", XmlFlaw.Limit)]
    [InlineData("names", XmlFlaw.Limit)]
    [InlineData("a name", XmlFlaw.Limit)]
    [InlineData("elements", XmlFlaw.Limit)]
    [InlineData("bytes", XmlFlaw.Limit)]
    [InlineData("entities", XmlFlaw.Doctype)]
    [InlineData("external entity", XmlFlaw.Doctype)]
    [InlineData("references without end", XmlFlaw.Malformed)]
    [InlineData("digits without end", XmlFlaw.Malformed)]
    [InlineData("open comments", XmlFlaw.Malformed)]
    [InlineData("control characters at the end", XmlFlaw.Malformed)]
    public void A_document_beyond_a_limit_is_rejected(string what, XmlFlaw flaw)
    {
        var document = Encoding.UTF8.GetBytes(
            what switch
            {
                "nesting" => Repeat("<a>", Million) + Repeat("</a>", Million),
                "nesting unclosed" => Repeat("<a>", 10 * Million),
                "attributes" => $"<a {string.Join(' ', Enumerable.Range(0, Million).Select(i => $"b{i}=''"))}/>",
                "one attribute" => $"<a b='{new string('x', 16 * Million)}'/>",
                "namespaces on one element" =>
                    $"<a {string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"xmlns:n{i}='urn:{i}'"))}/>",
                "namespaces in each other" => Nested(
                    200,
                    i => string.Join(' ', Enumerable.Range(0, 50).Select(j => $"xmlns:n{i * 50 + j}='u'"))
                ),
                "names" => $"<a>{string.Concat(Enumerable.Range(0, Million).Select(i => $"<b{i}/>"))}</a>",
                "a name" => $"<{new string('a', 16 * Million)}/>",
                "elements" => $"<a>{Repeat("<b/>", 2 * Million)}</a>",
                "bytes" => new string(' ', 65 * 1024 * 1024),
                "entities" =>
                    "<!DOCTYPE a [<!ENTITY x 'ha'><!ENTITY y '&x;&x;&x;&x;'><!ENTITY z '&y;&y;&y;&y;'>]><a>&z;</a>",
                "external entity" => "<!DOCTYPE a [<!ENTITY x SYSTEM 'http://localhost:1/'>]><a>&x;</a>",
                "references without end" => $"<a>{Repeat("&", 10 * Million)}</a>",
                "digits without end" => $"<a>&#{new string('9', 10 * Million)};</a>",
                "open comments" => $"<a>{Repeat("<!-", 5 * Million)}",
                _ => $"<a>{new string('x', 10 * Million)}\u0001",
            }
        );

        Quickly.Do(() =>
        {
            XmlTree.TryParse(document, TreeLimits.Default, out _, out var rejection).ShouldBeFalse();
            rejection!.Flaw.ShouldBe(flaw, rejection.Reason);
        });
    }

    [Theory]
    [InlineData("ten thousand namespaces in scope of nobody else")]
    [InlineData("one prefix for another namespace at every element")]
    [InlineData("attributes in the worst order")]
    [InlineData("the same id a hundred thousand times")]
    [InlineData("signatures in each other")]
    [InlineData("signatures beside each other")]
    [InlineData("comments")]
    [InlineData("references to entities")]
    [InlineData("characters to escape")]
    [InlineData("line ends")]
    [InlineData("text in pieces")]
    public void A_document_within_the_limits_is_read_and_digested_quickly(string what)
    {
        const string Signature = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">";
        var document = what switch
        {
            "ten thousand namespaces in scope of nobody else" =>
                $"<a>{string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<n{i % 100}:b xmlns:n{i % 100}='urn:{i}'/>"))}</a>",
            "one prefix for another namespace at every element" =>
                $"<a>{string.Concat(Enumerable.Range(0, 50_000).Select(i => $"<n:b xmlns:n='urn:{i % 9_000}'/>"))}</a>",
            "attributes in the worst order" =>
                $"<a>{Repeat($"<b {string.Join(' ', Enumerable.Range(0, 255).Select(i => $"b{999 - i}=''"))}/>", 2_000)}</a>",
            "the same id a hundred thousand times" => $"<a>{Repeat("<b Id='x' id='x' ID='x'/>", 100_000)}</a>",
            "signatures in each other" =>
                $"<a>{Repeat(Signature + "<Object>", 120)}{Repeat("<b id='1' Target='#1'/>", 50_000)}{Repeat("</Object></Signature>", 120)}</a>",
            "signatures beside each other" =>
                $"<a>{Repeat("<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>", 50_000)}</a>",
            "comments" => $"<a>{Repeat("<!---->", 500_000)}</a>",
            "references to entities" => $"<a b='{Repeat("&quot;", 100_000)}'>{Repeat("&amp;", 500_000)}</a>",
            "characters to escape" => $"<a b='{new string('\n', 500_000)}'>{new string('>', 2_000_000)}</a>",
            "line ends" => $"<a>{Repeat("\r\n", Million)}{Repeat("\r", Million)}</a>",
            _ => $"<a>{Repeat("x<![CDATA[]]>", 300_000)}</a>",
        };

        Quickly.Do(() =>
        {
            var signed = Read(document);
            foreach (
                var form in new[]
                {
                    CanonicalForm.Inclusive,
                    CanonicalForm.Exclusive,
                    new CanonicalForm(Canonicalization.Inclusive11),
                }
            )
                form.Of(NodeSet.Document(signed.Tree, withComments: true)).Length.ShouldBeGreaterThan(0);
            foreach (var element in signed.Signatures.Take(100))
                XmlSignature.TryRead(signed, element, out _, out _).ShouldBeFalse();
        });
    }

    [Fact]
    public void Time_grows_as_the_document_does()
    {
        double Once(int size)
        {
            var document = Encoding.UTF8.GetBytes(
                new DsigTemplate { References = [Whole()] }.In(
                    $"<a>{Repeat("<p:b xmlns:p='u' c='d'>text<e/></p:b>", size)}</a>"
                )
            );
            return Enumerable
                .Range(0, 7)
                .Min(_ =>
                {
                    var start = Stopwatch.GetTimestamp();
                    Check(document);
                    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                });
        }
        Once(2_000);

        Quickly.Ratio(() => Once(4_000), () => Once(32_000), 24).ShouldBeLessThan(24, "eight times the document");
    }

    [Fact]
    public void More_references_than_any_file_needs_are_rejected()
    {
        var document = Read(
            new DsigTemplate { References = [.. Enumerable.Repeat(new DsigReference(""), 2_001)] }.In("<a></a>")
        );

        XmlSignature.TryRead(document, document.Signatures[0], out _, out var flaw).ShouldBeFalse();
        flaw.ShouldContain("2000");
        var manifest = string.Concat(Enumerable.Repeat(new DsigReference("#x").Xml(), 3_000));
        var template = new DsigTemplate
        {
            References = [new("#m") { Type = "http://www.w3.org/2000/09/xmldsig#Manifest" }],
            Objects = $"<Object><Manifest Id=\"m\">{manifest}</Manifest></Object>",
        };
        Check(template.In("<a></a>")).References[0].Manifest[^1].Outcome.ShouldBe(ReferenceOutcome.Exceeded);
    }

    private static DsigReference Whole() => new("", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N);

    private static string Exclusive(string prefix) =>
        $"<Transform Algorithm=\"{XadesTemplate.ExclusiveC14N}\"><InclusiveNamespaces "
        + $"xmlns=\"{XadesTemplate.ExclusiveC14N}\" PrefixList=\"{prefix}\"/></Transform>";

    private static string Nested(int depth, Func<int, string> attributes) =>
        string.Concat(
            Enumerable.Range(0, depth).Select(i => string.Create(CultureInfo.InvariantCulture, $"<a {attributes(i)}>"))
        ) + Repeat("</a>", depth);

    private static string Repeat(string text, int times) =>
        new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static SignedDocument Read(string document) => Engine.Read(document);

    private static SignatureCheck Check(string document, int seconds = 1) =>
        Check(Encoding.UTF8.GetBytes(document), seconds);

    private static SignatureCheck Check(byte[] document, int seconds = 1, IDetachedContent? detached = null)
    {
        SignatureCheck? check = null;
        Quickly.Do(
            () =>
            {
                using var key = VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;
                check = SignatureCheck.Of(Engine.Signature(Engine.Read(document)), key, detached);
            },
            seconds
        );
        return check!;
    }
}
