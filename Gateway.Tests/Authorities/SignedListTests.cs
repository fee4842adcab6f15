using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.Adapters.AuthorityLists;
using Gateway.Api.Authorities;
using Gateway.Api.Configuration;
using Gateway.Domain;
using Gateway.Domain.Authorities;

namespace Gateway.Tests.Authorities;

/// <summary>
/// A list counts when a pinned publisher signed exactly these bytes; what is in it counts when it is of the documented form.
/// </summary>
public sealed class SignedListTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private const string Empty = """{"authorities":[]}""";
    private readonly X509Certificate2 publisher = Certificate(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 stranger = Certificate(ECCurve.NamedCurves.nistP256);

    private Publisher[] Pinned => [new("cna", publisher)];

    public void Dispose()
    {
        publisher.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public void Every_algorithm_on_the_list_is_verified()
    {
        using var p384 = Certificate(ECCurve.NamedCurves.nistP384);
        using var rsa = Rsa(3072);
        foreach (var key in new[] { publisher, p384, rsa })
            SignedList
                .Read(Jws(Empty, key), [new("cna", stranger), new("cna-2", key)], Now)
                .List.ShouldNotBeNull()
                .Source.ShouldBe("cna-2");
    }

    [Fact]
    public void A_tampered_list_is_rejected_wherever_a_byte_was_changed()
    {
        var signed = Jws("""{"authorities":[{"code":"FR-BEPI","name":"France"}]}""", publisher);
        var dots = Enumerable.Range(0, signed.Length).Where(index => signed[index] == '.').ToArray();
        foreach (var at in new[] { 3, dots[0] + 9, dots[1] - 5, dots[1] + 3, signed.Length - 9 })
        {
            var tampered = signed.ToArray();
            tampered[at] = tampered[at] == 'A' ? (byte)'B' : (byte)'A';
            SignedList.Read(tampered, Pinned, Now).Problem!.Name.ShouldBe(Problem.SignatureInvalid, $"byte {at}");
        }
    }

    [Fact]
    public void A_stranger_is_rejected_and_what_the_file_says_of_its_own_key_only_chooses_the_words()
    {
        SignedList.Read(Jws(Empty, stranger), Pinned, Now).Problem!.Name.ShouldBe(Problem.SignatureInvalid);
        var claiming = Hand(
            $$"""{"alg":"ES256","cty":"json","iat":{{Now.ToUnixTimeSeconds()}},"x5c":["{{Convert.ToBase64String(stranger.RawData)}}"]}""",
            Empty,
            stranger
        );
        SignedList.Read(claiming, Pinned, Now).Problem!.Name.ShouldBe(Problem.SignerUnknown);
        SignedList.Read(claiming, [], Now).Problem!.Name.ShouldBe(Problem.SignerUnknown);
    }

    [Fact]
    public void A_publisher_whose_certificate_is_not_valid_now_is_not_believed()
    {
        var signed = Jws(Empty, publisher);

        SignedList.Read(signed, Pinned, Now.AddYears(20)).List.ShouldBeNull();
        SignedList.Read(signed, Pinned, Now.AddYears(-20)).List.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"alg":"none","cty":"json","iat":1}""")]
    [InlineData("""{"alg":"HS256","cty":"json","iat":1}""")]
    [InlineData("""{"alg":"RS256","cty":"json","iat":1}""")]
    [InlineData("""{"alg":"ES384","cty":"json","iat":1}""")]
    [InlineData("""{"alg":"ES256","cty":"json"}""")]
    [InlineData("""{"alg":"ES256","iat":1}""")]
    [InlineData("""{"alg":"ES256","cty":"json","iat":1,"crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"ES256","cty":"json","iat":1,"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","cty":"json","iat":99999999999}""")]
    [InlineData("""{"alg":"ES256","cty":"json","iat":9223372036854775807}""")]
    [InlineData("""["ES256"]""")]
    public void A_header_beyond_what_is_documented_is_rejected_although_it_is_signed(string header) =>
        SignedList.Read(Hand(header, Empty, publisher), Pinned, Now).Problem!.Name.ShouldBe(Problem.SignatureInvalid);

    [Fact]
    public void A_signature_in_another_encoding_is_rejected()
    {
        var header = $$"""{"alg":"ES256","cty":"json","iat":{{Now.ToUnixTimeSeconds()}}}""";
        SignedList.Read(Hand(header, Empty, publisher), Pinned, Now).List.ShouldNotBeNull();
        SignedList
            .Read(Hand(header, Empty, publisher, DSASignatureFormat.Rfc3279DerSequence), Pinned, Now)
            .List.ShouldBeNull();
        foreach (var other in new[] { "", "a.b", "a.b.c.d", "..", "{}", "eyJ.=.x" })
            SignedList.Read(Encoding.ASCII.GetBytes(other), Pinned, Now).Problem!.Name.ShouldBe(Problem.SignatureInvalid);
        var text = Encoding.ASCII.GetString(Hand(header, Empty, publisher));
        SignedList
            .Read(Encoding.ASCII.GetBytes(text + "\r\n"), Pinned, Now)
            .List.ShouldNotBeNull("A line end behind it is forgiven.");
        SignedList.Read(Encoding.ASCII.GetBytes(text + "="), Pinned, Now).List.ShouldBeNull();
        SignedList
            .Read(Encoding.ASCII.GetBytes(text.Replace(".", " .", StringComparison.Ordinal)), Pinned, Now)
            .List.ShouldBeNull();
    }

    [Theory]
    [InlineData("xml", Empty, Problem.MediaTypeUnsupported)]
    [InlineData("json", "[]", Problem.MalformedRequest)]
    [InlineData("json", """{"authorities":[],"more":1}""", Problem.MalformedRequest)]
    [InlineData("json", """{"authorities":[],"authorities":[]}""", Problem.MalformedRequest)]
    [InlineData("json", "{", Problem.MalformedRequest)]
    [InlineData("text/csv", "", Problem.MalformedRequest)]
    [InlineData("text/csv", "name\r\nFrance\r\n", Problem.MalformedRequest)]
    [InlineData("text/csv", "code,name,name\r\nFR-BEPI,a,b\r\n", Problem.MalformedRequest)]
    [InlineData("text/csv", "code,name,colour\r\nFR-BEPI,a,b\r\n", Problem.MalformedRequest)]
    public void A_payload_of_no_documented_form_is_rejected_as_a_whole(string type, string payload, string problem) =>
        SignedList.Read(Jws(payload, publisher, type), Pinned, Now).Problem!.Name.ShouldBe(problem);

    [Theory]
    [InlineData("""{"code":"FR-BEPI","name":"France"}""", true)]
    [InlineData("""{"code":"FR-BEPI","name":"France","conditions":["encryption"]}""", false)]
    [InlineData("""{"code":"FR-BEPI"}""", false)]
    [InlineData("""{"code":"FR-BEPI","name":null}""", false)]
    [InlineData("""{"code":"fr","name":"France"}""", false)]
    [InlineData("""{"code":"FR-BEPI","name":"two\nlines"}""", false)]
    [InlineData("""{"code":"FR-BEPI","name":"France","name":"Spain"}""", false)]
    [InlineData("""{"code":"FR-BEPI","name":"France","roles":[{"role":"king"}]}""", false)]
    [InlineData("""{"code":"FR-BEPI","name":"France","languages":[null]}""", false)]
    [InlineData(
        """{"code":"FR-BEPI","name":"France","endpoints":[{"channel":"email","address":"a"},{"channel":"email","address":"b"}]}""",
        false
    )]
    [InlineData("""{"code":"FR-BEPI","name":"France","keys":[{"purpose":"signing","certificate":"AAAA"}]}""", false)]
    [InlineData("""{"code":"FR-BEPI","name":"France","acceptance":{"electronic":true,"conditions":["sometimes"]}}""", false)]
    [InlineData("null", false)]
    [InlineData("7", false)]
    public void A_line_of_another_form_is_rejected_alone(string entry, bool isTaken)
    {
        var payload = $$"""{"authorities":[{{entry}},{"code":"PT-PGR","name":"Portugal"}]}""";
        if (entry.Contains("\"name\":\"Spain\"", StringComparison.Ordinal))
        {
            SignedList
                .Read(Jws(payload, publisher), Pinned, Now)
                .Problem!.Name.ShouldBe(Problem.MalformedRequest, "A member twice leaves open which is meant, anywhere.");
            return;
        }

        var rows = SignedList.Read(Jws(payload, publisher), Pinned, Now).List!.Rows;

        (rows[0].Authority is not null).ShouldBe(isTaken, rows[0].Flaw);
        rows[1].Authority.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("electronic", "perhaps")]
    [InlineData("conditions", "encryption")]
    [InlineData("roles", "king")]
    [InlineData("roles", "ncb/a/b/c")]
    [InlineData("endpoints", "email")]
    [InlineData("endpoints", "=x")]
    [InlineData("signingCertificates", "AAAA")]
    [InlineData("verifiedAt", "yesterday")]
    public void A_cell_of_another_form_rejects_its_line_and_is_not_echoed(string column, string cell)
    {
        var rows = CsvList
            .Read(Encoding.UTF8.GetBytes($"code,name,{column}\r\nFR-BEPI,France,{cell}\r\nPT-PGR,Portugal,\r\n"))
            .Rows;

        rows[0].Flaw.ShouldNotBeNull();
        rows[1].Authority.ShouldNotBeNull();
    }

    [Fact]
    public void Weak_and_foreign_keys_are_never_pinned()
    {
        using var weak = Rsa(1024);
        using var strong = Rsa(2048);
        PinnedCertificate.Read(weak.ExportCertificatePem()).ShouldBeNull();
        PinnedCertificate
            .Read(strong.ExportCertificatePem())
            .ShouldNotBeNull()
            .Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(strong.RawData)));
        PinnedCertificate.Read(Convert.ToBase64String(strong.RawData)).ShouldNotBeNull();
        PinnedCertificate
            .Read(strong.ExportCertificatePem() + publisher.ExportCertificatePem())
            .ShouldBeNull("One certificate, not a choice of them.");
        PinnedCertificate.Read(Convert.ToBase64String([.. strong.RawData, 0])).ShouldBeNull("Not plain DER.");
        PinnedCertificate.Read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----").ShouldBeNull();
        PinnedCertificate.Read("").ShouldBeNull();
    }

    [Fact]
    public void The_examples_of_the_page_are_read_and_say_the_same_in_both_forms()
    {
        var page = File.ReadAllText(Page());
        var certificate = Convert.ToBase64String(publisher.RawData);
        var json = JsonList.Read(
            Encoding.UTF8.GetBytes(
                Example("json").Match(page).Groups[1].Value.Replace("CERTIFICATE", certificate, StringComparison.Ordinal)
            )
        );
        var csv = CsvList.Read(
            Encoding.UTF8.GetBytes(
                Example("csv").Match(page).Groups[1].Value.Replace("CERTIFICATE", certificate, StringComparison.Ordinal)
            )
        );

        var one = json.Rows.ShouldHaveSingleItem().Authority.ShouldNotBeNull(json.Rows[0].Flaw);
        var same = csv.Rows[0].Authority.ShouldNotBeNull(csv.Rows[0].Flaw);
        (same.Code, same.Acceptance!.Electronic).ShouldBe((one.Code, true));
        same.Roles.ShouldBe(one.Roles);
        same.Languages.ShouldBe(one.Languages);
        same.Endpoints.ShouldBe(one.Endpoints);
        same.Keys.ShouldBe(one.Keys);
        same.Acceptance.Conditions.ShouldBe(one.Acceptance!.Conditions);
        same.Acceptance.Requirements.ShouldBe(one.Acceptance.Requirements);
        csv.Rows[1].Authority.ShouldNotBeNull().Acceptance!.Electronic.ShouldBeFalse();
        foreach (
            var code in Codes.All<AuthorityRole>().Concat(Codes.All<AcceptanceCondition>()).Concat(Codes.All<KeyPurpose>())
        )
            page.ShouldContain($"`{code}`");
    }

    [Fact]
    public void What_is_written_as_a_table_is_read_back()
    {
        var listed = new ListedAuthority(
            "ES-CA",
            "=cmd|' /C calc'!A0",
            ["es"],
            [new(AuthorityRole.CentralAuthority), new(AuthorityRole.Ncb, null, "mla")],
            new(true, [AcceptanceCondition.Encryption], [new("forms", "+Form 7")]),
            [new("email", "a@b.example"), new("maildir", "/mail/es", true)],
            [new(KeyPurpose.Encryption, Convert.ToBase64String(publisher.RawData))],
            Now
        );

        var table = CsvList.Write([listed]);
        var read = CsvList.Read(Encoding.UTF8.GetBytes(table)).Rows.ShouldHaveSingleItem();

        table.ShouldContain(",'=cmd|");
        read.Flaw.ShouldBeNull();
        read.Authority!.Name.ShouldBe(listed.Name);
        read.Authority.Roles.ShouldBe(listed.Roles);
        read.Authority.Endpoints.ShouldBe(listed.Endpoints);
        read.Authority.Keys.ShouldBe(listed.Keys);
        read.Authority.VerifiedAt.ShouldBe(Now);
    }

    private static byte[] Jws(string payload, X509Certificate2 signer, string type = "json") =>
        Encoding.ASCII.GetBytes(CompactJws.Sign(Encoding.UTF8.GetBytes(payload), type, Now, signer));

    /// <summary>Signed with ES256 whatever the header says.</summary>
    private static byte[] Hand(
        string header,
        string payload,
        X509Certificate2 signer,
        DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation
    )
    {
        var signed =
            $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        using var key = signer.GetECDsaPrivateKey()!;
        return Encoding.ASCII.GetBytes(
            $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, format))}"
        );
    }

    private static X509Certificate2 Certificate(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return new CertificateRequest("CN=Publisher", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            Now.AddYears(-1),
            Now.AddYears(10)
        );
    }

    private static X509Certificate2 Rsa(int bits)
    {
        using var key = RSA.Create(bits);
        return new CertificateRequest(
            "CN=Publisher",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
    }

    private static Regex Example(string form) =>
        new($"^```{form} list\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);

    private static string Page([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "formats", "directory.md");
}
