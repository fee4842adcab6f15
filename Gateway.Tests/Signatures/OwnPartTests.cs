using Gateway.Adapters.Cryptography;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>Objects, manifests and signed properties count only in the signature that refers to them.</summary>
public sealed class OwnPartTests
{
    private const string Ds = "http://www.w3.org/2000/09/xmldsig#";
    private const string Xades = "http://uri.etsi.org/01903/v1.3.2#";
    private const string Properties =
        $"<q:QualifyingProperties xmlns:q=\"{Xades}\" Target=\"#sig\"><q:SignedProperties "
        + "Id=\"part\"><q:x/></q:SignedProperties></q:QualifyingProperties>";

    private static readonly Dictionary<string, (string? Type, string Own, string[] Elsewhere)> Parts = new()
    {
        ["object"] = (
            Ds + "Object",
            "<Object Id=\"part\">1</Object>",
            [
                $"<Object xmlns=\"{Ds}\" Id=\"part\">1</Object>",
                $"<x><Signature xmlns=\"{Ds}\"><Object Id=\"part\">1</Object></Signature></x>",
            ]
        ),
        ["manifest"] = (
            Ds + "Manifest",
            "<Object><Manifest Id=\"part\"></Manifest></Object>",
            [$"<Manifest xmlns=\"{Ds}\" Id=\"part\"/>", $"<Object xmlns=\"{Ds}\"><Manifest Id=\"part\"/></Object>"]
        ),
        ["signed properties"] = (
            "http://uri.etsi.org/01903#SignedProperties",
            $"<Object>{Properties}</Object>",
            [Properties, $"<Object xmlns=\"{Ds}\">{Properties}</Object>"]
        ),
        ["signed properties of an old version"] = (
            "http://uri.etsi.org/01903/v1.1.1#SignedProperties",
            $"<Object>{Properties.Replace("v1.3.2", "v1.1.1", StringComparison.Ordinal)}</Object>",
            [Properties.Replace("v1.3.2", "v1.1.1", StringComparison.Ordinal)]
        ),
    };

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var part in Parts.Keys)
        {
            cases.Add(part, true);
            cases.Add(part, false);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_part_in_its_own_signature_is_intact_and_one_elsewhere_is_misplaced(string part, bool isTyped)
    {
        var (type, own, elsewhere) = Parts[part];
        var template = new DsigTemplate
        {
            References = [new("#part", XadesTemplate.ExclusiveC14N) { Type = isTyped ? type : null }],
        };

        var check = Engine.Check((template with { Objects = own }).Sign("<a></a>", Engine.With("p256")));
        check.IsIntact.ShouldBeTrue();
        check.References[0].Scope.ShouldBe(new ReferenceScope(false, "part"));
        check.CoversSignedProperties.ShouldBe(part.StartsWith("signed properties", StringComparison.Ordinal));

        foreach (var place in elsewhere)
            Outcome(template.In($"<a>[signature]{place}</a>")).ShouldBe(ReferenceOutcome.Misplaced, place);
        foreach (
            var inside in new[]
            {
                "<Object><Object Id=\"part\"/></Object>",
                $"<Object><x>{Properties}</x></Object>",
                "<Object><x><Manifest Id=\"part\"/></x></Object>",
            }
        )
            Outcome((template with { Objects = inside }).In("<a></a>")).ShouldBe(ReferenceOutcome.Misplaced, inside);
    }

    [Theory]
    [InlineData(Ds + "Object")]
    [InlineData(Ds + "Manifest")]
    [InlineData("http://uri.etsi.org/01903#SignedProperties")]
    [InlineData("urn:anything")]
    public void A_type_that_the_target_does_not_have_changes_nothing(string type)
    {
        var file = new Files(("f", "text"u8.ToArray()));
        foreach (var uri in new[] { "", "#b", "#ki", "f" })
        {
            string[] transforms = uri.Length == 0 ? [XadesTemplate.Enveloped] : [];
            var template = new DsigTemplate
            {
                References = [new(uri, transforms) { Type = type }],
                KeyInfo = "<KeyInfo Id=\"ki\"><KeyName>k</KeyName></KeyInfo>",
            };

            var check = Engine.Check(template.Sign("<a><b Id='b'/></a>", Engine.With("p256"), file), "p256", file);

            (check.IsIntact, check.CoversSignedProperties).ShouldBe((true, false), uri);
            check
                .References[0]
                .Scope.ShouldBe(new ReferenceScope(uri is "" or "f", uri.Length == 0 ? "a" : uri.TrimStart('#')));
        }
    }

    [Fact]
    public void A_decoded_object_that_was_renamed_and_moved_out_is_misplaced()
    {
        var template = new DsigTemplate { References = [new("#part", XadesTemplate.Base64) { Type = Ds + "Object" }] };

        var signed = (template with { Objects = "<Object Id=\"part\">MQ==</Object>" }).Sign("<a></a>", Engine.With("p256"));

        Engine.Check(signed).IsIntact.ShouldBeTrue();
        Outcome(template.In("<a>[signature]<CONTENT Id=\"part\">MQ==</CONTENT></a>")).ShouldBe(ReferenceOutcome.Misplaced);
        Outcome(
                (template with { References = [new("#part", XadesTemplate.Base64)] }).In(
                    "<a>[signature]<CONTENT Id=\"part\">MQ==</CONTENT></a>"
                )
            )
            .ShouldNotBe(ReferenceOutcome.Misplaced);
    }

    [Fact]
    public void A_manifest_may_list_an_object_beside_the_signature_and_none_in_another()
    {
        var entry = new DsigReference("#part", XadesTemplate.ExclusiveC14N) { Type = Ds + "Object" };
        var template = new DsigTemplate
        {
            References = [new("#list", XadesTemplate.ExclusiveC14N) { Type = Ds + "Manifest" }],
            Objects = $"<Object><Manifest Id=\"list\">{entry.Xml()}</Manifest></Object>",
        };
        var beside = $"<Object xmlns=\"{Ds}\" Id=\"part\">1</Object>";
        ReferenceCheck Entry(string document) =>
            Engine
                .Check(document, index: document.StartsWith("<a><Signature", StringComparison.Ordinal) ? 0 : 1)
                .References[0]
                .Manifest[0];

        var signed = template.Sign($"<a>[signature]{beside}</a>", Engine.With("p256"));
        Entry(signed).Outcome.ShouldBe(ReferenceOutcome.Intact);
        Entry(signed).Scope.ShouldBe(new ReferenceScope(false, "part"));
        Entry(signed.Replace(">1</Object></a>", ">2</Object></a>", StringComparison.Ordinal))
            .Outcome.ShouldBe(ReferenceOutcome.Altered);
        Entry(signed.Replace(beside, $"<Signature xmlns=\"{Ds}\">{beside}</Signature>", StringComparison.Ordinal))
            .Outcome.ShouldBe(ReferenceOutcome.Misplaced);
        Entry(signed.Replace(beside, $"<Manifest xmlns=\"{Ds}\" Id=\"part\">1</Manifest>", StringComparison.Ordinal))
            .Outcome.ShouldBe(ReferenceOutcome.Misplaced);
    }

    [Fact]
    public void Parts_selected_by_a_path_are_held_to_the_same()
    {
        var filter = XPathFormsTests.Filter("intersect", "//*[@Id='part']");
        var template = new DsigTemplate
        {
            References = [new("", filter) { Type = "http://uri.etsi.org/01903#SignedProperties" }],
        };

        var check = Engine.Check(
            (template with { Objects = $"<Object>{Properties}</Object>" }).Sign("<a></a>", Engine.With("p256"))
        );

        (check.IsIntact, check.CoversSignedProperties).ShouldBe((true, true));
        Outcome(template.In($"<a>[signature]{Properties}</a>")).ShouldBe(ReferenceOutcome.Misplaced);
        Outcome((template with { References = [new("", filter)] }).In($"<a>[signature]{Properties}</a>"))
            .ShouldBe(ReferenceOutcome.Misplaced);
    }

    [Fact]
    public void A_part_of_the_signed_properties_does_not_cover_them()
    {
        var inner = Properties.Replace("<q:x/>", "<q:x Id=\"inner\"/>", StringComparison.Ordinal);
        var template = new DsigTemplate
        {
            References = [new("#inner", XadesTemplate.ExclusiveC14N)],
            Objects = $"<Object>{inner}</Object>",
        };

        var check = Engine.Check(template.Sign("<a></a>", Engine.With("p256")));

        (check.IsIntact, check.CoversSignedProperties).ShouldBe((true, false));
        var decoded = template with
        {
            References = [new("#part", XadesTemplate.Base64)],
            Objects = $"<Object>{Properties}</Object>",
        };
        Engine.Check(decoded.Sign("<a></a>", Engine.With("p256"))).CoversSignedProperties.ShouldBeFalse();
    }

    [Fact]
    public void The_enveloped_transform_inside_its_own_signature_takes_nothing_out()
    {
        var template = new DsigTemplate
        {
            References = [new("#part", XadesTemplate.Enveloped, XadesTemplate.ExclusiveC14N)],
            Objects = "<Object><x xmlns='' Id='part'>1</x></Object>",
        };

        var check = Engine.Check(template.Sign("<a></a>", Engine.With("p256")));

        check.Released().ShouldBe("<x Id=\"part\">1</x>");
        check.References[0].Scope.ShouldBe(new ReferenceScope(false, "part"));
    }

    [Fact]
    public void A_reference_is_never_answered_with_what_another_one_digested()
    {
        // The honest signature's text was exchanged. One put before it names the original, under an id that reads like the
        // honest reference's id and first transform together.
        var filter = XPathFormsTests.Filter("subtract", "//junk");
        var honest = new DsigTemplate { References = [new("#o", filter, XadesTemplate.Base64)] }.Sign(
            "<a><o Id='o'>aG9uZXN0</o></a>",
            Engine.With("p256")
        );
        var key = Engine.Signature(Engine.Read(honest)).References[0].Transforms![0].Key;
        foreach (
            var id in new[] { $"o\n{key}", $"o{key}", $"o {key}" }.Select(id =>
                id.Replace("\n", "&#10;", StringComparison.Ordinal)
            )
        )
        {
            var first = new DsigTemplate { Id = "other", References = [new("#" + id, XadesTemplate.Base64)] }.Xml();
            var document = Engine.Read(
                honest.Replace(
                    "<o Id='o'>aG9uZXN0</o>",
                    $"{first}<k Id='{id}'>aG9uZXN0</k><o Id='o'>ZXZpbA==</o>",
                    StringComparison.Ordinal
                )
            );
            using var p256 = VerificationKey.OfCertificate(TestKeys.Certificate("p256").RawData)!;
            SignatureCheck.Of(Engine.Signature(document, 0), p256).References[0].Outcome.ShouldBe(ReferenceOutcome.Altered);

            SignatureCheck
                .Of(Engine.Signature(document, 1), p256)
                .References[0]
                .Outcome.ShouldBe(ReferenceOutcome.Altered, id);
        }
    }

    private static ReferenceOutcome Outcome(string document) => Engine.Check(document).References[0].Outcome;
}
