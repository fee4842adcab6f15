using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Tests.Certificates;
using static Gateway.Tests.Signatures.Validation.Answers;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>Files made to pass that must not, and files that must although they look like them.</summary>
public sealed class DeceptionTests
{
    private const string Md5 = XadesTemplate.More + "md5";
    private const string Xades = "http://uri.etsi.org/01903/v1.3.2#";
    private static readonly DateTimeOffset At = World.Signing.AddHours(1);
    private readonly World _world = new();

    [Theory]
    [InlineData(false, XadesTemplate.Sha256, "TOTAL-PASSED")]
    [InlineData(true, XadesTemplate.Sha256, "TOTAL-PASSED")]
    [InlineData(false, Md5, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE")]
    [InlineData(true, Md5, "INDETERMINATE CRYPTO_CONSTRAINTS_FAILURE_NO_POE")]
    public void A_manifest_makes_no_weak_digest_strong(bool isInManifest, string digest, string expected)
    {
        var data = new DsigReference("#data") { Digest = digest };
        var signed = new DsigTemplate
        {
            References = isInManifest
                ? [new DsigReference("#list") { Type = "http://www.w3.org/2000/09/xmldsig#Manifest" }]
                : [data],
            Objects =
                (isInManifest ? $"<Object><Manifest Id=\"list\">{data.Xml()}</Manifest></Object>" : "")
                + "<Object Id=\"data\">one euro</Object>",
            KeyInfo = KeyInfo(_world.Signer),
        }.Sign("<m></m>", Sign);

        Answer(new SignedFile(signed) { Issuer = _world.Issuer }.Validate(At, _world.Anchors, _world.Lists(World.Signing)))
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(198)]
    [InlineData(199)]
    [InlineData(500)]
    public void A_bad_signature_hides_behind_no_number_of_good_ones(int nested)
    {
        var good = "good"u8.ToArray();
        string Over(string file, byte[] content, string inside = "") =>
            new DsigTemplate
            {
                References = [new DsigReference(file)],
                KeyInfo = KeyInfo(_world.Signer),
                Id = $"s{Guid.NewGuid():N}",
                Objects = inside.Length == 0 ? "" : $"<Object>{inside}</Object>",
            }.Sign("<x>[signature]</x>", Sign, new Files((file, content)))
                is var text
                ? text[3..^4]
                : "";
        var one = Over("good.txt", good).Replace(" Id=\"s", " n=\"s", StringComparison.Ordinal);
        var container = Container(
            ("good.txt", good),
            ("bad.txt", "bad"u8.ToArray()),
            (
                "META-INF/signatures.xml",
                Encoding.UTF8.GetBytes(
                    $"<asic:XAdESSignatures xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\">{Over("good.txt", good, string.Concat(Enumerable.Repeat(one, nested)))}"
                        + $"{Over("bad.txt", "something else"u8.ToArray())}</asic:XAdESSignatures>"
                )
            )
        );

        var report = new FileValidator(PolicyFile.Default, Trust()).Validate(() => new MemoryStream(container), At);

        report.Indication.ShouldNotBe(Indication.TotalPassed);
        (
            report.Signatures.Any(each => each.Conclusion.SubIndication == SubIndication.HashFailure)
            || report.Error is not null
        ).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, "TOTAL-PASSED")]
    [InlineData(false, "INDETERMINATE OUT_OF_BOUNDS_NO_POE")]
    public void A_timestamp_of_the_value_dates_only_the_certificate_that_is_named_in_what_is_signed(
        bool isNamed,
        string expected
    )
    {
        var world = new World(profile => profile with { Until = World.Signing.AddYears(1) });
        var later = World.Signing.AddYears(6);
        var keeperRoot = Holder.Root("Keeper root", profile => profile with { Until = later.AddYears(1) });
        var keeper = keeperRoot.Stamper("Keeper", profile => profile with { Until = later.AddYears(1) });
        using var key = world.Signer.WithKey();
        var file = isNamed
            ? world.Signed()
            : new SignedFile(
                new DsigTemplate
                {
                    References = [new DsigReference("", XadesTemplate.Enveloped)],
                    KeyInfo = KeyInfo(world.Signer),
                    Objects =
                        $"<Object><xades:QualifyingProperties xmlns:xades=\"{Xades}\" "
                        + "Target=\"#sig\"></xades:QualifyingProperties></Object>",
                }.Sign("<m></m>", octets => Sign(key, octets))
            )
            {
                Issuer = world.Issuer,
            };

        var report = file.Stamped(keeper, World.Signing.AddMinutes(5))
            .Validate(
                later,
                [.. world.Anchors, keeperRoot],
                [world.List(keeperRoot, later)],
                policy: PolicyFile.Default with
                {
                    RequiresRevocation = false,
                }
            );

        Answer(report).ShouldBe(expected);
        report.Timestamps.ShouldHaveSingleItem().IsTrusted.ShouldBeTrue();
    }

    [Fact]
    public void An_archive_timestamp_holds_what_counter_signatures_bring_along()
    {
        var later = World.Signing.AddYears(6);
        var keeperRoot = Holder.Root("Keeper root", profile => profile with { Until = later.AddYears(1) });
        var keeper = keeperRoot.Stamper("Keeper", profile => profile with { Until = later.AddYears(1) });
        var file = CounterSigned(_world.Signed().Stamped(_world.Stamper, World.Signing.AddMinutes(1)))
            .WithStampData([_world.StampRoot], [_world.List(_world.StampRoot, World.Signing.AddMinutes(2))])
            .WithValues(
                [_world.Issuer, _world.Root, _world.Responder],
                [
                    _world.List(_world.Root, World.Signing.AddMinutes(2)),
                    _world.List(_world.Issuer, World.Signing.AddMinutes(2)),
                    _world.Answer(World.Signing.AddMinutes(2)),
                ]
            )
            .Archived(keeper, World.Signing.AddHours(1));
        var trust = new TrustMaterial(
            [_world.Root.Certificate, _world.StampRoot.Certificate, keeperRoot.Certificate],
            [],
            [_world.List(keeperRoot, later)]
        );

        var reports = new SignatureValidator(PolicyFile.Default, trust)
            .Validate(Encoding.UTF8.GetBytes(file.Text), later)
            .Signatures;

        reports.Count.ShouldBe(2);
        reports[1].CounterSignatureOf.ShouldNotBeNull();
        reports
            .Select(Answer)
            .ShouldBe(["TOTAL-PASSED", "TOTAL-PASSED"], string.Join(' ', reports.SelectMany(each => each.Reasons)));
    }

    [Fact]
    public void An_issuer_of_a_time_to_come_has_issued_nothing()
    {
        var root = Holder.Root("Root");
        var issuer = root.Authority("Issuer", profile => profile with { From = At.AddDays(1) });
        var signer = issuer.Signer("Signer");
        RevocationSource[] lists =
        [
            .. new[] { root, issuer }.Select(each =>
                new Revocation { At = At.AddHours(-1), Next = At.AddDays(1) }.List(each)
            ),
        ];

        foreach (var isAsked in new[] { true, false })
            Answer(
                    SignedFile
                        .By(signer, At)
                        .Validate(At, [root], lists, policy: PolicyFile.Default with { RequiresRevocation = isAsked })
                )
                .ShouldStartWith("INDETERMINATE");
    }

    /// <summary>
    /// By somebody of the same issuer, over the value of the signature, with nothing but a certificate beside.
    /// </summary>
    private SignedFile CounterSigned(SignedFile file)
    {
        var other = _world.Issuer.Signer("Other");
        var id = Engine.Signature(Engine.Read(file.Text)).ValueElement.Attribute("Id");
        var text = file.Text;
        if (id is null)
            text = text.Replace("<ds:SignatureValue>", "<ds:SignatureValue Id=\"value\">", StringComparison.Ordinal);
        var holed = (file with { Text = text })
            .With(
                $"<xades:CounterSignature>{new DsigTemplate
        {
            Id = "counter", References = [new DsigReference($"#{id ?? "value"}", XadesTemplate.ExclusiveC14N) { Type = "http://uri.etsi.org/01903#CountersignedSignature" }],
            KeyInfo = KeyInfo(other),
        }.Xml()}</xades:CounterSignature>"
            )
            .Text;
        var parent = Engine.Signature(Engine.Read(holed));
        var digest = SHA256.HashData(CanonicalForm.Exclusive.Of(NodeSet.Subtree(parent.ValueElement, withComments: true)));
        var filled = holed.Replace(
            "<DigestValue/>",
            $"<DigestValue>{Convert.ToBase64String(digest)}</DigestValue>",
            StringComparison.Ordinal
        );
        SignedDocument.TryRead(Encoding.UTF8.GetBytes(filled), TreeLimits.Default, out var document, out _).ShouldBeTrue();
        var octets = XmlSignature.Read(document!, document!.Signatures[1]).SignedOctets!;
        using var key = other.WithKey();
        return file with
        {
            Text = filled.Replace(
                "<SignatureValue/>",
                $"<SignatureValue>{Convert.ToBase64String(Sign(key, octets))}</SignatureValue>",
                StringComparison.Ordinal
            ),
        };
    }

    private byte[] Sign(byte[] octets)
    {
        using var key = _world.Signer.WithKey();
        return Sign(key, octets);
    }

    private static byte[] Sign(X509Certificate2 signer, byte[] octets)
    {
        using var key = signer.GetECDsaPrivateKey()!;
        return key.SignData(octets, HashAlgorithmName.SHA256);
    }

    private static string KeyInfo(Holder signer) =>
        $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(signer.Certificate.Encoded.Span)}</X509Certificate></X509Data></KeyInfo>";

    private TrustMaterial Trust() =>
        new([.. _world.Anchors.Select(each => each.Certificate)], [_world.Issuer.Certificate], _world.Lists(World.Signing));

    private static byte[] Container(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files.Prepend(("mimetype", "application/vnd.etsi.asic-e+zip"u8.ToArray())))
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }
}
