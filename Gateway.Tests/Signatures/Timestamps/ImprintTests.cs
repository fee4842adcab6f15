using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Signing;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Signatures.Augmentation;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Signatures.Timestamps;

/// <summary>
/// What each kind of timestamp is of, put together here by the platform from the standard's words, and stamped.
/// </summary>
public sealed class ImprintTests
{
    private const string V132 = "xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\"";
    private const string V141 = "xmlns:x141=\"http://uri.etsi.org/01903/v1.4.1#\"";
    private const string Exclusive = SignedXml.XmlDsigExcC14NTransformUrl;
    private const string Inclusive = SignedXml.XmlDsigC14NTransformUrl;

    private const string Properties = $"""
        <xades:SignatureTimeStamp {V132} Id="stamp"></xades:SignatureTimeStamp>
        <xades:CompleteCertificateRefs {V132} Id="certs"></xades:CompleteCertificateRefs><x141:CompleteCertificateRefsV2 {V141} Id="certs2"></x141:CompleteCertificateRefsV2>
        <xades:CompleteRevocationRefs {V132} Id="lists"></xades:CompleteRevocationRefs><xades:AttributeCertificateRefs {V132} Id="roles"></xades:AttributeCertificateRefs>
        <x141:AttributeCertificateRefsV2 {V141} Id="roles2"></x141:AttributeCertificateRefsV2><xades:AttributeRevocationRefs {V132} Id="rolelists"></xades:AttributeRevocationRefs>
        <xades:CertificateValues {V132} Id="values"></xades:CertificateValues>
        """;

    private readonly InventedPki _pki = new();
    private readonly LocalTimestampAuthority _authority;
    private readonly string _signed;

    public ImprintTests()
    {
        _authority = _pki.Stamper(new FakeTimeProvider(TestKeys.Noon));
        var signed = Encoding.UTF8.GetString(
            XadesSigner.SignEnvelopingXml(
                "<a xmlns='urn:a' xml:lang='es'>one<b/></a>"u8.ToArray(),
                new PlatformKey(_pki.Officer()),
                TestKeys.Noon
            )
        );
        _signed =
            "<r xmlns:unused='urn:unused' xml:space='preserve'>"
            + signed[signed.IndexOf("<ds:Signature", StringComparison.Ordinal)..]
                .Replace("<ds:SignatureValue>", "<ds:SignatureValue Id=\"value\">", StringComparison.Ordinal)
                .Replace(
                    "</ds:Signature>",
                    "<ds:Object Id=\"free\">free</ds:Object></ds:Signature>",
                    StringComparison.Ordinal
                )
                .Replace(
                    "</xades:QualifyingProperties>",
                    "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
                        + Properties
                        + "[stamp]<x141:Later xmlns:x141=\"http://uri.etsi.org/01903/v1.4.1#\" "
                        + "Id=\"later\"></x141:Later></xades:UnsignedSignatureProperties></xades:UnsignedProperties></xades:QualifyingProperties>",
                    StringComparison.Ordinal
                )
            + "</r>";
    }

    public static TheoryData<string, bool, TimestampKind, string> Kinds =>
        new()
        {
            { "SignatureTimeStamp", false, TimestampKind.Signature, "SignatureValue" },
            { "SigAndRefsTimeStamp", false, TimestampKind.SigAndRefs, "SignatureValue stamp certs lists roles rolelists" },
            {
                "SigAndRefsTimeStampV2",
                true,
                TimestampKind.SigAndRefsV2,
                "SignatureValue stamp certs2 lists roles2 rolelists"
            },
            { "RefsOnlyTimeStamp", false, TimestampKind.RefsOnly, "certs lists roles rolelists" },
            { "RefsOnlyTimeStampV2", true, TimestampKind.RefsOnlyV2, "certs2 lists roles2 rolelists" },
            {
                "ArchiveTimeStamp",
                false,
                TimestampKind.ArchiveV132,
                "*data *properties SignedInfo SignatureValue KeyInfo stamp certs certs2 lists roles roles2 rolelists "
                    + "values free"
            },
            {
                "ArchiveTimeStamp",
                true,
                TimestampKind.Archive,
                "*data *properties SignedInfo SignatureValue KeyInfo stamp certs certs2 lists roles roles2 rolelists "
                    + "values data free"
            },
        };

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_timestamp_is_of_what_its_kind_says(string name, bool isV141, TimestampKind kind, string parts)
    {
        foreach (var form in new[] { null, Inclusive, Exclusive })
        {
            var document = await StampedAsync(name, isV141, form, parts.Split(' '));

            var timestamp = Last(document);
            timestamp.Kind.ShouldBe(kind);
            timestamp.IsIntact.ShouldBeTrue($"{form} {timestamp.Tokens[0].Reason}");
            timestamp.Coverage.References.Count.ShouldBe(parts.Count(c => c == '*'));
            timestamp.Coverage.Elements.Count.ShouldBe(parts.Split(' ').Count(part => part[0] != '*'));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task It_is_not_intact_when_any_of_that_is_another_and_is_when_something_else_is(
        string name,
        bool isV141,
        TimestampKind kind,
        string parts
    )
    {
        var document = await StampedAsync(name, isV141, Exclusive, parts.Split(' '));
        Last(document).Kind.ShouldBe(kind);
        foreach (
            var id in new[]
            {
                "stamp",
                "certs",
                "certs2",
                "lists",
                "roles",
                "roles2",
                "rolelists",
                "values",
                "free",
                "value",
                "later",
            }
        )
        {
            var changed = document.Replace($"Id=\"{id}\"", $"Id=\"{id}x\"", StringComparison.Ordinal);

            var isPart = parts.Split(' ').Contains(id == "value" ? "SignatureValue" : id);
            Last(changed).Tokens[0].Imprint.ShouldBe(isPart ? ReferenceOutcome.Altered : ReferenceOutcome.Intact, id);
        }
        if (kind == TimestampKind.Archive)
            Last(document.Replace(">one<", ">two<", StringComparison.Ordinal))
                .Tokens[0]
                .Imprint.ShouldBe(ReferenceOutcome.Altered);
    }

    [Theory]
    [InlineData(
        "<ds:CanonicalizationMethod xmlns:ds='http://www.w3.org/2000/09/xmldsig#' Algorithm='urn:unknown'/>",
        ReferenceOutcome.Unsupported
    )]
    [InlineData("<ds:CanonicalizationMethod xmlns:ds='http://www.w3.org/2000/09/xmldsig#'/>", ReferenceOutcome.Unreadable)]
    [InlineData("<xades:HashDataInfo uri='#value'/>", ReferenceOutcome.Unsupported)]
    [InlineData("<xades:Include URI='#nothing'/>", ReferenceOutcome.NotFound)]
    [InlineData("<xades:Include URI='#free'/>", ReferenceOutcome.Misplaced)]
    [InlineData("<xades:Include URI='other.xml'/>", ReferenceOutcome.NotFound)]
    [InlineData("<xades:Include URI='#value'/>", ReferenceOutcome.Intact)]
    [InlineData("<xades:Include URI='#value'/><xades:Include URI='#value'/>", ReferenceOutcome.Altered)]
    public async Task What_a_timestamp_says_of_itself_is_held_to_its_kind(string said, ReferenceOutcome outcome)
    {
        var document = await StampedAsync("SignatureTimeStamp", false, null, ["SignatureValue"]);

        var changed = document.Replace("Id=\"new\">", $"Id=\"new\">{said}", StringComparison.Ordinal);

        var timestamp = Last(changed);
        timestamp.Tokens[0].Imprint.ShouldBe(outcome, timestamp.Tokens[0].Reason);
        timestamp.IsIntact.ShouldBe(outcome == ReferenceOutcome.Intact);
    }

    [Theory]
    [InlineData("SigAndRefsTimeStamp", "value stamp", ReferenceOutcome.Intact)]
    [InlineData("SigAndRefsTimeStamp", "stamp", ReferenceOutcome.Misplaced)]
    [InlineData("SigAndRefsTimeStamp", "value later", ReferenceOutcome.Misplaced)]
    [InlineData("SigAndRefsTimeStamp", "value free", ReferenceOutcome.Misplaced)]
    [InlineData("RefsOnlyTimeStamp", "certs lists", ReferenceOutcome.Intact)]
    [InlineData("RefsOnlyTimeStamp", "certs later", ReferenceOutcome.Misplaced)]
    [InlineData("RefsOnlyTimeStamp", "value", ReferenceOutcome.Misplaced)]
    public async Task What_a_timestamp_names_is_the_signatures_own_and_stands_before(
        string name,
        string ids,
        ReferenceOutcome outcome
    )
    {
        var document = await StampedAsync(name, false, Exclusive, ids.Split(' '));
        var includes = string.Concat(ids.Split(' ').Select(id => $"<xades:Include URI=\"#{id}\"/>"));

        var timestamp = Last(document.Replace("Id=\"new\">", $"Id=\"new\">{includes}", StringComparison.Ordinal));

        timestamp.Tokens[0].Imprint.ShouldBe(outcome, timestamp.Tokens[0].Reason);
        timestamp.IsIntact.ShouldBe(outcome == ReferenceOutcome.Intact);
        timestamp.Coverage.Elements.Count.ShouldBe(timestamp.IsIntact ? ids.Split(' ').Length : 0);
    }

    /// <summary>A timestamp of another signature's value, made long before, must not speak for this one.</summary>
    [Fact]
    public async Task The_value_of_another_signature_is_not_this_ones()
    {
        var document = await StampedAsync("SignatureTimeStamp", false, null, ["SignatureValue"]);
        var elsewhere =
            "<ds:SignatureValue xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"elsewhere\">AAAA</ds:SignatureValue>";
        var token = await TokenAsync(Canonical(Load($"<r>{elsewhere}</r>"), ["elsewhere"], Inclusive));
        var changed = document
            .Replace("</r>", elsewhere + "</r>", StringComparison.Ordinal)
            .Replace("Id=\"new\">", "Id=\"new\"><xades:Include URI=\"#elsewhere\"/>", StringComparison.Ordinal);
        changed =
            changed[..changed.IndexOf("<xades:EncapsulatedTimeStamp>", StringComparison.Ordinal)]
            + $"<xades:EncapsulatedTimeStamp>{token}"
            + changed[changed.IndexOf("</xades:EncapsulatedTimeStamp>", StringComparison.Ordinal)..];

        Last(changed).Tokens[0].Imprint.ShouldBe(ReferenceOutcome.Misplaced);
    }

    [Theory]
    [InlineData(
        "<xades:EncapsulatedTimeStamp Encoding='http://uri.etsi.org/01903/v1.2.2#XER'>[token]</xades:EncapsulatedTimeStamp>"
    )]
    [InlineData("<xades:EncapsulatedTimeStamp>[token]<!-- --></xades:EncapsulatedTimeStamp>")]
    [InlineData("<xades:EncapsulatedTimeStamp>[token]AAAA</xades:EncapsulatedTimeStamp>")]
    [InlineData("<xades:EncapsulatedTimeStamp>?</xades:EncapsulatedTimeStamp>")]
    [InlineData("<xades:EncapsulatedTimeStamp></xades:EncapsulatedTimeStamp>")]
    [InlineData("<xades:XMLTimeStamp>[token]</xades:XMLTimeStamp>")]
    public async Task What_is_no_token_is_none(string element)
    {
        var document = await StampedAsync("SignatureTimeStamp", false, null, ["SignatureValue"]);
        var (from, to) = (
            document.IndexOf("<xades:EncapsulatedTimeStamp>", StringComparison.Ordinal),
            document.IndexOf("</xades:EncapsulatedTimeStamp>", StringComparison.Ordinal)
        );
        var token = document[(from + 29)..to];

        var timestamp = Last(
            document[..from] + element.Replace("[token]", token, StringComparison.Ordinal) + document[(to + 30)..]
        );

        timestamp.IsIntact.ShouldBeFalse();
        timestamp.Tokens.ShouldHaveSingleItem().Token.ShouldBeNull();
    }

    [Fact]
    public async Task Thousands_of_timestamps_over_all_of_a_large_document_are_bounded()
    {
        var document = await StampedAsync("ArchiveTimeStamp", true, Exclusive, ["SignatureValue"]);
        var (from, to) = (
            document.IndexOf("<x141:ArchiveTimeStamp", StringComparison.Ordinal),
            document.IndexOf("</x141:ArchiveTimeStamp>", StringComparison.Ordinal) + 24
        );
        var one = document[from..to];
        var many =
            document[..from]
            + string.Concat(
                Enumerable.Range(0, 3_000).Select(i => one.Replace("Id=\"new\"", $"Id=\"n{i}\"", StringComparison.Ordinal))
            )
            + document[to..];
        var signature = Engine.Signature(Engine.Read(many));

        Quickly.Do(() => SignatureTimestamps.Of(signature).Count.ShouldBeLessThanOrEqualTo(201), seconds: 3);
        SignatureTimestamps.Of(signature)[^1].Tokens[0].Imprint.ShouldBe(ReferenceOutcome.Exceeded);
    }

    private static XadesTimestamp Last(string document) =>
        SignatureTimestamps.Of(Engine.Signature(Engine.Read(document)))[^1];

    private async Task<string> StampedAsync(string name, bool isV141, string? form, string[] parts)
    {
        var token = await TokenAsync(
            Canonical(Load(_signed.Replace("[stamp]", "", StringComparison.Ordinal)), parts, form ?? Inclusive)
        );
        var method = form is null
            ? ""
            : $"<ds:CanonicalizationMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"{form}\"/>";
        var prefix = isV141 ? "x141" : "xades";
        return _signed.Replace(
            "[stamp]",
            $"<{prefix}:{name} {V132} {V141} "
                + $"Id=\"new\">{method}<xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></{prefix}:{name}>",
            StringComparison.Ordinal
        );
    }

    private async Task<string> TokenAsync(byte[] octets) =>
        Convert.ToBase64String(
            (await _authority.StampAsync(HashAlgorithmName.SHA256, SHA256.HashData(octets), default))
                .ShouldBeOfType<TimestampAnswer.Stamped>()
                .Token.Span
        );

    private static XmlDocument Load(string text)
    {
        var tree = new XmlDocument { PreserveWhitespace = true };
        tree.LoadXml(text);
        return tree;
    }

    /// <summary>
    /// Elements by id or name, one after the other; with a star what the reference to it digests, which is exclusive always.
    /// </summary>
    private static byte[] Canonical(XmlDocument tree, string[] parts, string form) =>
        [
            .. parts.SelectMany(part =>
                OfElement(
                    part switch
                    {
                        "*data" or "data" => Element(tree, "//*[local-name()='Object'][1]"),
                        "*properties" => Element(tree, "//*[local-name()='SignedProperties']"),
                        "SignatureValue" or "SignedInfo" or "KeyInfo" => Element(tree, $"//*[local-name()='{part}']"),
                        _ => Element(tree, $"//*[@Id='{part}']"),
                    },
                    part[0] == '*' ? Exclusive : form
                )
            ),
        ];

    private static XmlElement Element(XmlDocument tree, string path) => (XmlElement)tree.SelectSingleNode(path)!;

    private static byte[] OfElement(XmlElement element, string form)
    {
        var alone = new XmlDocument { PreserveWhitespace = true };
        var copy = (XmlElement)alone.AppendChild(alone.ImportNode(element, deep: true))!;
        for (var around = element.ParentNode as XmlElement; around is not null; around = around.ParentNode as XmlElement)
            foreach (XmlAttribute attribute in around.Attributes)
                if (
                    (
                        attribute.NamespaceURI == "http://www.w3.org/2000/xmlns/"
                        || (attribute.Prefix == "xml" && form == Inclusive)
                    ) && !copy.HasAttribute(attribute.Name)
                )
                    copy.SetAttributeNode((XmlAttribute)alone.ImportNode(attribute, deep: true));
        System.Security.Cryptography.Xml.Transform transform =
            form == Inclusive ? new XmlDsigC14NTransform() : new XmlDsigExcC14NTransform();
        transform.LoadInput(alone);
        return ((MemoryStream)transform.GetOutput(typeof(Stream))).ToArray();
    }
}
