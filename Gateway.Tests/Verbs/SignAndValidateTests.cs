using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Domain.Messages;
using Gateway.Tests.Evidence;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Responders;
using Gateway.Tests.Signatures.Validation;

namespace Gateway.Tests.Verbs;

/// <summary>The verbs <c>sign</c> and <c>validate</c>, and the call that answers as <c>validate</c> does.</summary>
public sealed class SignAndValidateTests(TestPostgres postgres) : IDisposable
{
    private const string NoRevocation = """
        { "name": "sandbox", "digests": { "SHA256": null }, "keys": [ { "kind": "ECDSA", "bits": 256, "until": null }, { "kind": "RSA", "bits": 2048, "until": null } ],
          "signerUsages": [ "digitalSignature", "nonRepudiation" ], "revocation": { "required": false } }
        """;

    private readonly TestSite site = new(isOneGateway: true);

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task What_is_signed_with_a_timestamp_is_of_level_T_and_passes_where_its_signer_is_trusted()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        var signed = await SignedAsync(gateway);
        var policy = Written("policy.json", NoRevocation);
        var trust = Directory.CreateDirectory(Path.Combine(site.Root, "trust")).FullName;
        File.Copy(Ca, Path.Combine(trust, "ca.pem"));

        var (code, said, complained) = await Shell.GatewayAsync([
            "validate",
            signed,
            "--json",
            "--trust",
            trust,
            "--policy",
            policy,
        ]);

        code.ShouldBe(0, said + complained);
        var signature = OnlySignature(said);
        signature.GetProperty("indication").GetString().ShouldBe("TOTAL-PASSED");
        signature.GetProperty("level").GetString().ShouldBe("XAdES-BASELINE-T");
        signature.GetProperty("scope")[0].GetProperty("coverage").GetString().ShouldBe("FULL");
        signature.GetProperty("timestamps")[0].GetProperty("trusted").GetBoolean().ShouldBeTrue();
        signature
            .GetProperty("bestSignatureTime")
            .GetDateTimeOffset()
            .ShouldBe(signature.GetProperty("timestamps")[0].GetProperty("time").GetDateTimeOffset());
        (await Shell.GatewayAsync(["validate", signed, "--trust", trust])).Code.ShouldBe(2, "Nobody tells of revocation.");
    }

    [Fact]
    public async Task The_exit_code_says_yes_no_or_could_not_tell()
    {
        var signed = Written("signed.xml", Encoding.UTF8.GetString(site.Sign(TestSite.Sample(MessageKind.Request))));
        var altered = Written(
            "altered.xml",
            (await File.ReadAllTextAsync(signed)).Replace("CO-CA", "CO-CB", StringComparison.Ordinal)
        );

        var (undecided, said, _) = await Shell.GatewayAsync(["validate", "--json", signed]);
        var (no, saidNo, _) = await Shell.GatewayAsync(["validate", "--json", altered]);

        undecided.ShouldBe(2);
        Summary(OnlySignature(said)).ShouldBe("INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND True True");
        no.ShouldBe(1);
        Summary(OnlySignature(saidNo)).ShouldBe("TOTAL-FAILED HASH_FAILURE False True");
        var (both, lines, _) = await Shell.GatewayAsync(["validate", "--json", signed, altered]);
        (both, lines.Split('\n').Length).ShouldBe((1, 2), "One line for each file, and the worst of them.");
        (await Shell.GatewayAsync(["validate", Path.Combine(site.Root, "nothing.xml")])).Code.ShouldBe(2);
        (await Shell.GatewayAsync(["validate"])).Code.ShouldBe(2);
    }

    [Fact]
    public async Task The_call_answers_as_the_verb_does()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        var signed = await SignedAsync(gateway);
        var body = new ByteArrayContent(await File.ReadAllBytesAsync(signed))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/xml") },
        };

        using var response = await gateway.As("co-officer").PostAsync("/v1/signatures/validate", body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = OnlySignature(await response.Content.ReadAsStringAsync());
        var (_, said, _) = await Shell.GatewayAsync(["validate", "--json", signed]);
        var verb = OnlySignature(said);
        foreach (var member in verb.EnumerateObject().Where(each => each.Name != "bestSignatureTime"))
            told.GetProperty(member.Name).ToString().ShouldBe(member.Value.ToString(), member.Name);
        using var unknown = await gateway.As("co-officer").PostAsync("/v1/signatures/validate", new StringContent("x"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        var noise = new ByteArrayContent([1, 2, 3])
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
        };
        using var empty = await gateway.As("co-officer").PostAsync("/v1/signatures/validate", noise);
        empty.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement.Parse(await empty.Content.ReadAsStringAsync()).GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("T", "--tsa", "https://127.0.0.1:1/")]
    [InlineData("X")]
    [InlineData("T")]
    [InlineData("T", "--tsa", "ftp://example.org")]
    public async Task A_signature_that_cannot_be_made_as_asked_leaves_no_file(string level, params string[] more)
    {
        var output = Path.Combine(site.Root, "out.xml");

        var (code, said, complained) = await Shell.GatewayAsync([
            "sign",
            Unsigned(),
            "--key",
            Path.Combine(site.FolderOf("both"), "co-officer.p12"),
            "--password",
            "sandbox",
            "-o",
            output,
            "--level",
            level,
            .. more,
        ]);

        (code, said, File.Exists(output)).ShouldBe((2, "", false));
        complained.ShouldNotBeEmpty();
        complained.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Responders_are_asked_where_the_command_line_or_the_configuration_allows_it()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var pki = await PublishedPki.StartAsync(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        var signed = Written("published.xml", SignedFile.By(pki.Signer, pki.Now.AddHours(-1)).Text);
        var trust = Directory.CreateDirectory(Path.Combine(site.Root, "published")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(trust, "root.cer"), pki.Root.Certificate.Encoded.ToArray());

        (await Shell.GatewayAsync(["validate", signed, "--trust", trust])).Code.ShouldBe(2);
        (
            await Shell.GatewayAsync([
                "validate",
                signed,
                "--trust",
                trust,
                "--responder",
                pki.Address,
                "--at",
                "2026-01-01",
            ])
        ).Code.ShouldBe(2);
        (await Shell.GatewayAsync(["validate", signed, "--trust", trust, "--responder", "ldap://x/"])).Code.ShouldBe(2);
        pki.Asked.ShouldBeEmpty();
        var (code, said, complained) = await Shell.GatewayAsync([
            "validate",
            signed,
            "--trust",
            trust,
            "--responder",
            pki.Address,
        ]);
        code.ShouldBe(0, said + complained);
        said.ShouldContain($"ocsp {pki.Address}ocsp: answered");

        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            prepare: builder =>
                (builder.Configuration["Validation:Trust"], builder.Configuration["Validation:Responders:0"]) = (
                    trust,
                    pki.Address
                )
        );
        var body = new ByteArrayContent(await File.ReadAllBytesAsync(signed))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/xml") },
        };
        using var response = await gateway.As("co-officer").PostAsync("/v1/signatures/validate", body);
        var told = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        told.GetProperty("signatures")[0].GetProperty("indication").GetString().ShouldBe("TOTAL-PASSED");
        told.GetProperty("inquiries")
            .EnumerateArray()
            .Select(each => $"{each.GetProperty("kind")} {each.GetProperty("outcome")}")
            .ShouldBe(["issuer answered", "ocsp answered", "revocationList answered"]);
    }

    [Fact]
    public async Task An_evidence_record_proves_offline_since_when_a_file_was_there()
    {
        using var archive = new Archive().Appoint();
        var world = new World();
        var annex = Written("annex.txt", "annex");
        var signed = Written("signed.xml", world.Signed().Text);
        var record = (await archive.TakeAsync([await File.ReadAllBytesAsync(signed), await File.ReadAllBytesAsync(annex)]))[
            0
        ];
        var evidence = Path.Combine(site.Root, "record.ers");
        await File.WriteAllBytesAsync(evidence, record.Encode());
        var trust = Directory.CreateDirectory(Path.Combine(site.Root, "evidence-trust")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(trust, "authority.cer"), archive.Anchors[0].RawData);
        await File.WriteAllBytesAsync(Path.Combine(trust, "root.cer"), world.Root.Certificate.Encoded.ToArray());
        Directory.CreateDirectory(Path.Combine(trust, "untrusted"));
        await File.WriteAllBytesAsync(
            Path.Combine(trust, "untrusted", "issuer.cer"),
            world.Issuer.Certificate.Encoded.ToArray()
        );
        var revoked = archive.Now.AddHours(1);
        foreach (
            var (list, i) in world.Lists(archive.Now.AddYears(1), (world.Signer, revoked)).Select((list, i) => (list, i))
        )
            await File.WriteAllBytesAsync(Path.Combine(trust, $"{i}.crl"), list.Encoded.ToArray());
        string[] common =
        [
            "--trust",
            trust,
            "--policy",
            Written("policy.json", NoRevocation),
            "--at",
            archive.Now.AddYears(1).ToString("O"),
        ];

        var (code, said, complained) = await Shell.GatewayAsync([
            "validate",
            signed,
            "--json",
            "--evidence",
            evidence,
            "--attachment",
            annex,
            .. common,
        ]);

        code.ShouldBe(0, said + complained);
        JsonElement.Parse(said).GetProperty("evidence").GetProperty("since").GetDateTimeOffset().ShouldBe(archive.Now);
        (await Shell.GatewayAsync(["validate", signed, .. common])).Code.ShouldBe(
            2,
            "Revoked since, and nothing says that it was signed before."
        );
        var (none, why, _) = await Shell.GatewayAsync([
            "validate",
            signed,
            "--evidence",
            evidence,
            "--attachment",
            evidence,
            .. common,
        ]);
        none.ShouldBe(2);
        why.ShouldContain("evidence proves nothing: notOfThis");
        (await Shell.GatewayAsync(["validate", signed, "--evidence", annex, .. common])).Said.ShouldContain(
            "evidence proves nothing: notARecord"
        );
        (await Shell.GatewayAsync(["validate", signed, signed, "--evidence", evidence, .. common])).Code.ShouldBe(2);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_ends_the_start() =>
        (
            await Should.ThrowAsync<InvalidOperationException>(() =>
                TestGateway.StartAsync(
                    postgres,
                    site,
                    prepare: builder => builder.Configuration["Validation:Responders:0"] = "crl.example"
                )
            )
        ).Message.ShouldContain("Validation");

    private string Ca => Path.Combine(site.FolderOf("both"), "ca.pem");

    private async Task<string> SignedAsync(TestGateway gateway)
    {
        var output = Path.Combine(site.Root, "signed.xml");
        var (code, said, complained) = await Shell.GatewayAsync([
            "sign",
            Unsigned(),
            "--key",
            Path.Combine(site.FolderOf("both"), "co-officer.p12"),
            "--password",
            "sandbox",
            "-o",
            output,
            "--level",
            "T",
            "--tsa",
            new Uri(gateway.Url, "/sandbox/tsa").ToString(),
            "--tsa-anchors",
            Ca,
        ]);
        code.ShouldBe(0, said + complained);
        return output;
    }

    private string Unsigned() =>
        Written("request.xml", Encoding.UTF8.GetString(TestSite.Sample(MessageKind.Request).Write()));

    private string Written(string name, string content)
    {
        var path = Path.Combine(site.Root, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static JsonElement OnlySignature(string json) =>
        JsonElement.Parse(json).GetProperty("signatures").EnumerateArray().ShouldHaveSingleItem();

    private static string Summary(JsonElement signature) =>
        $"{signature.GetProperty("indication")} {signature.GetProperty("subIndication")} {signature.GetProperty("signatureIntact")} {signature.GetProperty("signatureValid")}";
}
