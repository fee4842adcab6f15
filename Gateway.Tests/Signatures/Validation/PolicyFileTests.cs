using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;
using Gateway.Tests.Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using static Gateway.Tests.Signatures.Validation.Answers;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>
/// A policy is what its file says or it is rejected; and every member of it decides something (docs/formats/validation.md).
/// </summary>
public sealed class PolicyFileTests
{
    private const string Passed = "PASSED";
    private const string TotalPassed = "TOTAL-PASSED";
    private const string TryLater = "TRY_LATER";
    private const string Constraints = "CHAIN_CONSTRAINTS_FAILURE";
    private const string Crypto = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE";

    private const string Least = """
        { "name": "least", "digests": { "SHA256": null }, "keys": [ { "kind": "ECDSA", "bits": 256, "until": null } ],
          "signerUsages": [ "digitalSignature" ], "revocation": { "required": true } }
        """;

    private static readonly DateTimeOffset Signing = World.Signing;

    [Fact]
    public void The_built_in_one_is_read_and_says_what_it_is()
    {
        var policy = Read(BuiltIn());

        policy.Name.ShouldBe("gateway-default-1");
        policy.Name.ShouldBe(PolicyFile.Default.Name);
        policy.RequiresRevocation.ShouldBeTrue();
        policy.AcceptsRevocationAsOfTimestamp.ShouldBeTrue();
        policy.SignerUsages.ShouldBe(KeyUsages.DigitalSignature | KeyUsages.NonRepudiation);
        BuiltIn().ShouldContain("//");
    }

    [Fact]
    public void What_may_be_left_out_asks_for_nothing()
    {
        var policy = Read(Least);

        policy.ShouldSatisfyAllConditions(
            each => each.RequiredLevel.ShouldBeNull(),
            each => each.RequiresSigningCertificateReference.ShouldBeFalse(),
            each => each.RequiresIssuerSerial.ShouldBeFalse(),
            each => each.RequiresFullScope.ShouldBeFalse(),
            each => each.CertificatePolicies.ShouldBeEmpty(),
            each => each.LongestSigningDelay.ShouldBeNull(),
            each => each.LongestRevocationAge.ShouldBeNull(),
            each => each.RevocationGrace.ShouldBe(TimeSpan.Zero),
            each => each.AcceptsRevocationAsOfTimestamp.ShouldBeTrue(),
            each => each.Anchors.ShouldBeEmpty()
        );
    }

    [Theory]
    [InlineData("// one\n{0}")]
    [InlineData("/* one */ {0} // two")]
    public void Comments_are_allowed(string around) =>
        Read(around.Replace("{0}", Least, StringComparison.Ordinal)).Name.ShouldBe("least");

    [Theory]
    [InlineData("\"name\": \"least\"", "\"name\": \"least\", \"more\": 1")]
    [InlineData("\"required\": true", "\"required\": true, \"$schema\": \"x\"")]
    [InlineData("\"bits\": 256", "\"bits\": 256, \"curve\": \"P-256\"")]
    [InlineData("\"name\": \"least\"", "\"name\": \"least\", \"name\": \"least\"")]
    [InlineData("\"SHA256\": null", "\"SHA256\": null, \"SHA256\": \"2026-01-01\"")]
    [InlineData("\"required\": true", "\"required\": true, \"required\": false")]
    [InlineData("\"bits\": 256", "\"bits\": 256, \"bits\": 224")]
    [InlineData("\"name\"", "\"Name\"")]
    [InlineData("\"name\": \"least\"", "\"name\": \"least\", \"REQUIREDLEVEL\": null")]
    [InlineData("\"signerUsages\"", "\"signerusages\"")]
    [InlineData("\"required\"", "\"Required\"")]
    [InlineData("\"SHA256\"", "\"sha256\"")]
    [InlineData("\"ECDSA\"", "\"ecdsa\"")]
    [InlineData("\"digitalSignature\"", "\"DigitalSignature\"")]
    public void A_member_that_is_unknown_or_doubled_or_written_in_another_case_is_rejected(string sound, string odd) =>
        Rejected(sound, odd);

    [Theory]
    [InlineData("\"least\"", "null")]
    [InlineData("\"least\"", "1")]
    [InlineData("{ \"SHA256\": null }", "null")]
    [InlineData("{ \"SHA256\": null }", "[ \"SHA256\" ]")]
    [InlineData("\"SHA256\": null", "\"SHA256\": true")]
    [InlineData("\"SHA256\": null", "\"SHA256\": 2026")]
    [InlineData("\"SHA256\": null", "\"SHA256\": \"2026-02-30\"")]
    [InlineData("\"SHA256\": null", "\"SHA256\": \"2026-02-03T00:00:00Z\"")]
    [InlineData("\"SHA256\": null", "\"SHA-256\": null")]
    [InlineData("[ { \"kind\"", "[ null, { \"kind\"")]
    [InlineData(
        "[ { \"kind\": \"ECDSA\", \"bits\": 256, \"until\": null } ]",
        "{ \"kind\": \"ECDSA\", \"bits\": 256, \"until\": null }"
    )]
    [InlineData("\"kind\": \"ECDSA\"", "\"kind\": null")]
    [InlineData("\"kind\": \"ECDSA\"", "\"kind\": \"EC\"")]
    [InlineData("\"kind\": \"ECDSA\", ", "")]
    [InlineData(", \"until\": null", "")]
    [InlineData("\"bits\": 256", "\"bits\": \"256\"")]
    [InlineData("\"bits\": 256", "\"bits\": 256.5")]
    [InlineData("\"bits\": 256", "\"bits\": 0")]
    [InlineData("\"bits\": 256", "\"bits\": -256")]
    [InlineData("\"bits\": 256", "\"bits\": 99999999999")]
    [InlineData("\"bits\": 256", "\"bits\": 256, \"scheme\": \"OAEP\"")]
    [InlineData("\"bits\": 256", "\"bits\": 256, \"scheme\": \"pss\"")]
    [InlineData("\"bits\": 256", "\"bits\": 256, \"scheme\": \"PSS\"")]
    [InlineData("[ \"digitalSignature\" ]", "\"digitalSignature\"")]
    [InlineData("[ \"digitalSignature\" ]", "[ \"signing\" ]")]
    [InlineData("[ \"digitalSignature\" ]", "[ \"digitalSignature, nonRepudiation\" ]")]
    [InlineData("[ \"digitalSignature\" ]", "[ 1 ]")]
    [InlineData("[ \"digitalSignature\" ]", "[ \"1\" ]")]
    [InlineData("[ \"digitalSignature\" ]", "[ null ]")]
    [InlineData("\"required\": true", "\"required\": \"true\"")]
    [InlineData("\"required\": true", "\"required\": null")]
    [InlineData("\"required\": true", "")]
    [InlineData("{ \"required\": true }", "null")]
    public void A_value_of_another_kind_is_rejected(string sound, string odd) => Rejected(sound, odd);

    [Theory]
    [InlineData("longestAge")]
    [InlineData("grace")]
    [InlineData("longestSigningDelay")]
    public void A_span_of_time_is_one_and_not_negative(string member)
    {
        ValidationPolicy? Of(string span)
        {
            var json =
                member == "longestSigningDelay"
                    ? Least.Replace("\"name\"", $"\"{member}\": {span}, \"name\"", StringComparison.Ordinal)
                    : Least.Replace(
                        "\"required\": true",
                        $"\"required\": true, \"{member}\": {span}",
                        StringComparison.Ordinal
                    );
            return PolicyFile.TryRead(Encoding.UTF8.GetBytes(json), out var policy, out _) ? policy : null;
        }

        foreach (
            var rejected in new[]
            {
                "\"-00:00:01\"",
                "\"-1.00:00:00\"",
                "3600",
                "\"PT1H\"",
                "\"1 hour\"",
                "\"24:00:00\"",
                "\"10675200.00:00:00\"",
                "\"\"",
                "true",
            }
        )
            Of(rejected).ShouldBeNull(rejected);
        Of("\"1.02:03:04\"").ShouldNotBeNull();
        var longest = Of("\"10675199.02:48:05\"").ShouldNotBeNull();
        (Chain.Of(1) with { Policy = longest }).Answer().ShouldBe(Passed, "No span is too long to be added to a time.");
    }

    [Theory]
    [InlineData("requiredLevel", "\"XAdES-T\"")]
    [InlineData("requiredLevel", "\"xades-baseline-t\"")]
    [InlineData("requiredLevel", "2")]
    [InlineData("requiresFullScope", "1")]
    [InlineData("requiresIssuerSerial", "\"yes\"")]
    [InlineData("requiresSigningCertificateReference", "null")]
    [InlineData("certificatePolicies", "\"1.2.3\"")]
    [InlineData("certificatePolicies", "[ null ]")]
    [InlineData("certificatePolicies", "[ \"\" ]")]
    [InlineData("certificatePolicies", "[ \"1\" ]")]
    [InlineData("certificatePolicies", "[ \"1.2.\" ]")]
    [InlineData("certificatePolicies", "[ \"1..2\" ]")]
    [InlineData("certificatePolicies", "[ \"1.02.3\" ]")]
    [InlineData("certificatePolicies", "[ \"3.1\" ]")]
    [InlineData("certificatePolicies", "[ \"1.2.x\" ]")]
    [InlineData("certificatePolicies", "[ \" 1.2.3\" ]")]
    [InlineData("certificatePolicies", "[ \"qcp-n-qscd\" ]")]
    [InlineData("anchors", "[ null ]")]
    [InlineData("anchors", "[ { \"sha256\": \"\", \"uses\": [] } ]")]
    [InlineData("anchors", "[ { \"sha256\": null, \"uses\": [] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]\" } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]\", \"uses\": null } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]\", \"uses\": [ \"everything\" ] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]\", \"uses\": [ \"Timestamp\" ] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]\", \"uses\": [ \"signature, timestamp\" ] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]\", \"uses\": [ 1 ] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[digest]0\", \"uses\": [] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[DIGEST]\", \"uses\": [] } ]")]
    [InlineData("anchors", "[ { \"sha256\": \"[colons]\", \"uses\": [] } ]")]
    public void What_may_be_left_out_is_read_as_strictly_when_it_is_there(string member, string value)
    {
        var digest = new string('a', 64);
        var odd = value
            .Replace("[digest]", digest, StringComparison.Ordinal)
            .Replace("[DIGEST]", digest.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("[colons]", string.Join(':', Enumerable.Repeat("aa", 22))[..64], StringComparison.Ordinal);
        Rejected("\"name\"", $"\"{member}\": {odd}, \"name\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"name\"")]
    [InlineData("{ \"name\": \"\\ud800\" }")]
    public void What_is_no_policy_at_all_is_rejected(string json) => Flaw(json).ShouldNotBeNullOrEmpty();

    [Fact]
    public void What_is_cut_off_or_too_long_or_too_deep_or_not_UTF_8_is_rejected()
    {
        for (var length = 0; length < Least.Length; length++)
            Flaw(Least[..length]).ShouldNotBeNullOrEmpty();
        Flaw(Least + " ").ShouldBeNull();
        Flaw(Least + " {}").ShouldNotBeNullOrEmpty();
        Flaw(Least.Replace("\"required\": true", "\"required\": true,", StringComparison.Ordinal)).ShouldNotBeNullOrEmpty();
        Flaw(Least + new string(' ', 1_000_000)).ShouldNotBeNullOrEmpty();
        Flaw(new string('[', 100_000)).ShouldNotBeNullOrEmpty();
        PolicyFile.TryRead([.. "{ \"name\": \""u8, 0xFF, .. "\" }"u8], out _, out _).ShouldBeFalse();
        PolicyFile.TryRead([.. "{ \"digests\": { \""u8, 0xFF, .. "\": null } }"u8], out _, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "SHA256": null }""", Passed)]
    [InlineData("""{ "SHA256": "2026-06-02" }""", Passed)]
    [InlineData("""{ "SHA256": "2026-06-01" }""", Crypto)]
    [InlineData("""{ "SHA512": null }""", Crypto)]
    public void Digests_say_until_when_each_is_relied_on(string digests, string expected) =>
        (Chain.Of(1) with { Policy = With(("digests", digests)) }).Answer().ShouldBe(expected);

    [Theory]
    [InlineData("RSA2048", """{ "kind": "RSA", "bits": 2048, "until": null }""", Passed)]
    [InlineData("RSA2048", """{ "kind": "RSA", "bits": 2048, "until": "2026-06-02" }""", Passed)]
    [InlineData("RSA2048", """{ "kind": "RSA", "bits": 2048, "until": "2026-06-01" }""", Crypto)]
    [InlineData("RSA2048", """{ "kind": "RSA", "bits": 2049, "until": null }""", Crypto)]
    [InlineData("RSA2048", """{ "kind": "RSA", "scheme": "PKCS1", "bits": 2048, "until": null }""", Passed)]
    [InlineData("RSA2048", """{ "kind": "RSA", "scheme": "PSS", "bits": 2048, "until": null }""", Crypto)]
    [InlineData("RSA2048", """{ "kind": "ECDSA", "bits": 256, "until": null }""", Crypto)]
    [InlineData(
        "RSA2048",
        """{ "kind": "RSA", "bits": 1024, "until": "2020-01-01" }, { "kind": "RSA", "bits": 2000, "until": null }, { "kind": "RSA", "bits": 3000, "until": "2020-01-01" }""",
        Passed
    )]
    [InlineData(
        "RSA3072",
        """{ "kind": "RSA", "bits": 1024, "until": "2020-01-01" }, { "kind": "RSA", "bits": 2000, "until": null }, { "kind": "RSA", "bits": 3000, "until": "2020-01-01" }""",
        Crypto
    )]
    [InlineData("P-256", """{ "kind": "ECDSA", "bits": 256, "until": null }""", Passed)]
    [InlineData("P-256", """{ "kind": "ECDSA", "bits": 384, "until": null }""", Crypto)]
    [InlineData("Ed25519", """{ "kind": "EDDSA", "bits": 256, "until": null }""", Passed)]
    [InlineData("Ed25519", """{ "kind": "ECDSA", "bits": 256, "until": null }""", Crypto)]
    public void Keys_say_until_when_which_of_them_are_relied_on(string kind, string keys, string expected) =>
        (Chain.Of(0, root: profile => profile with { KeyKind = kind }) with { Policy = With(("keys", $"[ {keys} ]")) })
            .Answer()
            .ShouldBe(expected);

    [Theory]
    [InlineData("""[ "digitalSignature" ]""", KeyUsage.DigitalSignature, Passed)]
    [InlineData("""[ "nonRepudiation" ]""", KeyUsage.DigitalSignature, Constraints)]
    [InlineData("""[ "nonRepudiation" ]""", KeyUsage.NonRepudiation | KeyUsage.DigitalSignature, Passed)]
    [InlineData("""[ "nonRepudiation", "keyEncipherment" ]""", KeyUsage.KeyEncipherment, Passed)]
    [InlineData("""[ "nonRepudiation" ]""", null, Passed)]
    [InlineData("[]", KeyUsage.NonRepudiation, Constraints)]
    public void Signer_usages_say_what_a_signing_certificate_must_be_for(string usages, int? says, string expected) =>
        (Chain.Of(1, target: profile => profile with { KeyUsage = says }) with { Policy = With(("signerUsages", usages)) })
            .Answer()
            .ShouldBe(expected);

    [Theory]
    [InlineData("""{ "required": true }""", -1, 23, Passed)]
    [InlineData("""{ "required": true }""", null, null, TryLater)]
    [InlineData("""{ "required": false }""", null, null, Passed)]
    [InlineData("""{ "required": true, "longestAge": "02:00:00" }""", -2, 23, Passed)]
    [InlineData("""{ "required": true, "longestAge": "02:00:00" }""", -3, 23, TryLater)]
    [InlineData("""{ "required": true, "longestAge": "1.02:00:00" }""", -26, -20, Passed)]
    [InlineData("""{ "required": true }""", -26, -2, TryLater)]
    [InlineData("""{ "required": true, "grace": "01:00:00" }""", -26, -2, TryLater)]
    [InlineData("""{ "required": true, "grace": "02:00:00" }""", -26, -2, Passed)]
    public void Revocation_is_asked_for_and_of_what_age(string revocation, int? madeAfter, int? endsAfter, string expected)
    {
        var chain = Chain.Of(0);
        RevocationSource[] sources = madeAfter is { } made
            ?
            [
                new Revocation { At = Chain.Now.AddHours(made), Next = Chain.Now.AddHours(endsAfter!.Value) }.List(
                    chain.Root
                ),
            ]
            : [];

        (chain with { Sources = sources, Policy = With(("revocation", revocation)) }).Answer().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{ "required": true }""", TotalPassed)]
    [InlineData("""{ "required": true, "asOfTimestamp": true }""", TotalPassed)]
    [InlineData("""{ "required": true, "asOfTimestamp": false }""", "INDETERMINATE REVOKED_NO_POE")]
    public void Of_an_authority_a_word_from_after_its_timestamp_will_do_or_not(string revocation, string expected)
    {
        var (world, later) = (new World(), Signing.AddDays(30));
        RevocationSource[] lists =
        [
            world.List(world.StampRoot, Signing.AddDays(1)),
            .. world.Lists(later, (world.Signer, Signing.AddDays(2))).SkipLast(1),
        ];

        Answer(
                world
                    .Signed()
                    .Stamped(world.Stamper, Signing)
                    .Validate(later, world.Anchors, lists, policy: With(("revocation", revocation)))
            )
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"XAdES-BASELINE-B\"", TotalPassed)]
    [InlineData("\"XAdES-BASELINE-T\"", "INDETERMINATE SIG_CONSTRAINTS_FAILURE")]
    public void A_level_is_required(string level, string expected) =>
        Answer(Validated(world => world.Signed(), ("requiredLevel", level))).ShouldBe(expected);

    [Theory]
    [InlineData("false", TotalPassed)]
    [InlineData("true", "INDETERMINATE SIG_CONSTRAINTS_FAILURE")]
    public void The_signing_certificate_must_be_named(string value, string expected) =>
        Answer(Validated(world => Plain(world, ""), ("requiresSigningCertificateReference", value))).ShouldBe(expected);

    [Theory]
    [InlineData("false", TotalPassed)]
    [InlineData("true", "INDETERMINATE NO_SIGNING_CERTIFICATE_FOUND")]
    public void Issuer_and_serial_number_must_be_right(string value, string expected) =>
        Answer(
                Validated(
                    world => new SignedFile(
                        HandSigner.Sign(
                            "<a>1</a>",
                            new XadesTemplate { Certificate = world.Signer.WithKey(), SecondVersion = false }
                        )
                    )
                    {
                        Issuer = world.Issuer,
                    },
                    ("requiresIssuerSerial", value)
                )
            )
            .ShouldBe(expected);

    [Theory]
    [InlineData("false", "#part", TotalPassed)]
    [InlineData("true", "#part", "INDETERMINATE SIG_CONSTRAINTS_FAILURE")]
    [InlineData("true", "", TotalPassed)]
    public void All_must_be_covered(string value, string uri, string expected) =>
        Answer(Validated(world => Plain(world, uri), ("requiresFullScope", value))).ShouldBe(expected);

    [Theory]
    [InlineData("[]", Passed)]
    [InlineData("""[ "1.2.3" ]""", Passed)]
    [InlineData("""[ "1.2.4", "1.2.3" ]""", Passed)]
    [InlineData("""[ "1.2.4" ]""", Constraints)]
    public void A_certificate_is_issued_under_one_of_the_policies(string policies, string expected)
    {
        Profile Under(Profile profile) =>
            profile.With("2.5.29.32", false, new DerSequence(new PolicyInformation(new DerObjectIdentifier("1.2.3"))));

        (Chain.Of(1, (_, profile) => Under(profile), Under) with { Policy = With(("certificatePolicies", policies)) })
            .Answer()
            .ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"2.00:00:00\"", TotalPassed)]
    [InlineData("\"1.23:59:59\"", "INDETERMINATE SIG_CONSTRAINTS_FAILURE")]
    [InlineData("null", TotalPassed)]
    public void A_signature_is_proven_soon_after_the_time_it_claims(string delay, string expected) =>
        Answer(Validated(world => world.Signed().Stamped(world.Stamper, Signing.AddDays(2)), ("longestSigningDelay", delay)))
            .ShouldBe(expected);

    [Theory]
    [InlineData("\"signature\", \"timestamp\"", CertificateUse.Signature, Passed)]
    [InlineData("\"signature\"", CertificateUse.Signature, Passed)]
    [InlineData("\"timestamp\"", CertificateUse.Signature, Constraints)]
    [InlineData("", CertificateUse.Signature, Constraints)]
    [InlineData("\"timestamp\"", CertificateUse.Timestamp, Passed)]
    [InlineData("\"signature\"", CertificateUse.Timestamp, Constraints)]
    public void An_anchor_is_for_some_things_only(string uses, CertificateUse use, string expected)
    {
        var chain = Chain.Of(1, target: profile => use == CertificateUse.Timestamp ? Profile.Stamper : profile) with
        {
            Use = use,
        };

        (
            chain with
            {
                Policy = With(("anchors", $$"""[ { "sha256": "{{chain.Root.Certificate.Key}}", "uses": [ {{uses}} ] } ]""")),
            }
        )
            .Answer()
            .ShouldBe(expected);
        (
            chain with
            {
                Policy = With(("anchors", $$"""[ { "sha256": "{{new string('0', 64)}}", "uses": [ {{uses}} ] } ]""")),
            }
        )
            .Answer()
            .ShouldBe(Passed, "Another is meant.");
    }

    private static SignatureReport Validated(Func<World, SignedFile> file, (string, string) member)
    {
        var (world, at) = (new World(), Signing.AddDays(3));
        return file(world).Validate(at, world.Anchors, world.Lists(at), policy: With(member));
    }

    /// <summary>Without XAdES: the certificate lies beside, and only what is told is signed.</summary>
    private static SignedFile Plain(World world, string uri)
    {
        using var certificate = world.Signer.WithKey();
        using var key = certificate.GetECDsaPrivateKey()!;
        var template = new DsigTemplate
        {
            References = uri.Length == 0 ? [new(uri, XadesTemplate.Enveloped)] : [new(uri)],
            KeyInfo =
                $"<KeyInfo><X509Data><X509Certificate>{Convert.ToBase64String(certificate.RawData)}</X509Certificate></X509Data></KeyInfo>",
        };
        return new SignedFile(
            template.Sign("<a><b Id=\"part\">1</b></a>", octets => key.SignData(octets, HashAlgorithmName.SHA256))
        )
        {
            Issuer = world.Issuer,
        };
    }

    private static ValidationPolicy With(params (string Member, string Json)[] changes)
    {
        var policy = JsonNode.Parse(
            BuiltIn(),
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
        )!;
        foreach (var (member, json) in changes)
            policy[member] = JsonNode.Parse(json);
        return Read(policy.ToJsonString());
    }

    private static string BuiltIn()
    {
        using var reader = new StreamReader(
            typeof(PolicyFile).Assembly.GetManifestResourceStream("Gateway.Adapters.Xades.Validation.policy.json")!
        );
        return reader.ReadToEnd();
    }

    private static ValidationPolicy Read(string json)
    {
        PolicyFile.TryRead(Encoding.UTF8.GetBytes(json), out var policy, out var flaw).ShouldBeTrue(flaw);
        return policy;
    }

    private static void Rejected(string sound, string odd)
    {
        Least.ShouldContain(sound);
        Flaw(Least.Replace(sound, odd, StringComparison.Ordinal)).ShouldNotBeNullOrEmpty();
    }

    private static string? Flaw(string json) =>
        PolicyFile.TryRead(Encoding.UTF8.GetBytes(json), out _, out var flaw) ? null : flaw;
}
