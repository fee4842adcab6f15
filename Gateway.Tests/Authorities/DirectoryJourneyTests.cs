using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Adapters.AuthorityLists;
using Gateway.Adapters.Xades.Signing;
using Gateway.Domain;
using Gateway.Domain.Authorities;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Authorities;

/// <summary>
/// The directory over HTTP: what two persons change takes effect, what one proposes does not, and what was in force stays
/// known.
/// </summary>
public sealed class DirectoryJourneyTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync(postgres, site);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_changed_endpoint_is_used_from_then_on_and_the_history_tells_the_old_address_of_the_old_message()
    {
        var newBox = site.MailboxOf("ES-CA") + ".moved";
        var before = await SendAsync();
        var change = new
        {
            kind = "endpoint",
            channel = "maildir",
            address = newBox,
            sandbox = true,
        };
        var proposed = await gateway.ChangeAsync("ES-CA", change);
        var id = proposed.GetProperty("id").GetGuid();

        var meanwhile = await SendAsync();
        meanwhile.Address.ShouldBe(site.MailboxOf("ES-CA"), "A proposal changes nothing.");
        (await gateway.ConfirmAsync("ES-CA", id, HttpStatusCode.Forbidden, DirectoryCalls.First))
            .NameOf()
            .ShouldBe(Problem.Forbidden);
        (await SendAsync()).Address.ShouldBe(site.MailboxOf("ES-CA"), "Who proposed it confirmed nothing.");
        var confirmed = await gateway.ConfirmAsync("ES-CA", id);
        confirmed.Endpoint("maildir").GetProperty("address").GetString().ShouldBe(newBox);
        var after = await SendAsync();

        after.Address.ShouldBe(newBox);
        after.Revision.ShouldBe(id);
        Directory.EnumerateFiles(newBox, "*", SearchOption.AllDirectories).ShouldNotBeEmpty();
        await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("es-officer", "/v1/inbox")).GetProperty("items").GetArrayLength() == 4
                ? "all, from both boxes"
                : null
        );
        var old = await AttemptAsync(before.Request);
        (old.Address, old.Revision).ShouldBe((site.MailboxOf("ES-CA"), before.Revision));
        (await gateway.GetAsync("auditor", $"/v1/authorities/ES-CA/endpoints/{before.Revision}"))
            .GetProperty("address")
            .GetString()
            .ShouldBe(site.MailboxOf("ES-CA"));
        var then = await gateway.GetAsync(
            "auditor",
            $"/v1/authorities/ES-CA?at={before.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}"
        );
        then.Endpoint("maildir").GetProperty("address").GetString().ShouldBe(site.MailboxOf("ES-CA"));
        var attempted = (await gateway.GetAsync("co-officer", $"/v1/requests/{after.Request}/history"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("type").GetString() == "TransmissionAttempted");
        attempted.GetProperty("endpointRevision").GetGuid().ShouldBe(id);
        var story = (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA/history"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => (item.GetProperty("type").GetString(), item.GetProperty("actor").GetString()))
            .ToList();
        story.ShouldBe([
            ("AuthorityRegistered", "configuration"),
            ("LanguageDeclared", "configuration"),
            ("ChannelEndpointConfigured", "configuration"),
            ("ChannelEndpointConfigured", "configuration"),
            ("KeyConfigured", "configuration"),
            ("KeyConfigured", "configuration"),
            ("ChannelEndpointProposed", "sandbox-administrator"),
            ("ChannelEndpointConfirmed", "sandbox-second-administrator"),
        ]);
    }

    [Fact]
    public async Task A_key_is_believed_once_two_persons_pinned_it_and_no_longer_once_two_retired_it()
    {
        using var key = RSA.Create(3072);
        using var stranger = new CertificateRequest(
            "CN=New officer",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(100));
        (await PostSignedAsync(stranger)).ShouldBe(HttpStatusCode.Forbidden);
        var proposed = await gateway.ChangeAsync(
            "CO-CA",
            new
            {
                kind = "key",
                purpose = "signing",
                certificate = stranger.ExportCertificatePem(),
            }
        );
        (await PostSignedAsync(stranger)).ShouldBe(HttpStatusCode.Forbidden, "It is only proposed.");
        var whileProposed = DateTimeOffset.UtcNow;
        await gateway.ConfirmAsync("CO-CA", proposed.GetProperty("id").GetGuid());

        var request = TestSite.Sample(MessageKind.Request);
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            XadesSigner.Sign(request.Write(), stranger, DateTimeOffset.UtcNow)
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var keyId = proposed.GetProperty("keyId").GetString()!;
        var whilePinned = DateTimeOffset.UtcNow;
        await gateway.SettleAsync("CO-CA", new { kind = "keyRetirement", keyId });
        var directory = gateway.App.Services.GetRequiredService<IAuthorityDirectory>();
        foreach (
            var (at, isInForce) in new[] { (whileProposed, false), (whilePinned, true), (DateTimeOffset.UtcNow, false) }
        )
        {
            directory.SigningKeysAt(at).Any(one => one.KeyId == keyId).ShouldBe(isInForce);
            directory.Find("CO-CA", at)!.Keys.Any(one => one.KeyId == keyId).ShouldBe(isInForce);
        }

        (await PostSignedAsync(stranger)).ShouldBe(HttpStatusCode.Forbidden, "It is retired.");
        var verified = (await gateway.GetAsync("auditor", $"/v1/requests/{id}/history"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("type").GetString() == "SignatureVerified");
        verified.GetProperty("keyId").GetString().ShouldBe(keyId);
        var resolved = await gateway.GetAsync("auditor", $"/v1/authorities/CO-CA/keys/{keyId}");
        X509Certificate2.CreateFromPem(resolved.GetProperty("certificate").GetString()).RawData.ShouldBe(stranger.RawData);
        resolved.TryGetProperty("until", out _).ShouldBeTrue();
        (
            await gateway.ChangeAsync(
                "CO-CA",
                new
                {
                    kind = "key",
                    purpose = "signing",
                    certificate = stranger.ExportCertificatePem(),
                },
                HttpStatusCode.Conflict
            )
        ).NameOf().ShouldBe(Problem.WrongState);
    }

    [Fact]
    public async Task A_certificate_signs_for_one_authority_however_the_proposals_race()
    {
        using var certificate = NewCertificate();
        var pem = certificate.ExportCertificatePem();
        var (co, es) = ((
                await gateway.ChangeAsync(
                    "CO-CA",
                    new
                    {
                        kind = "key",
                        purpose = "signing",
                        certificate = pem,
                    }
                )
            ).GetProperty("id").GetGuid(), (
                await gateway.ChangeAsync(
                    "ES-CA",
                    new
                    {
                        kind = "key",
                        purpose = "signing",
                        certificate = pem,
                    }
                )
            ).GetProperty("id").GetGuid());

        await gateway.ConfirmAsync("ES-CA", es);
        (await gateway.ConfirmAsync("CO-CA", co, HttpStatusCode.Conflict)).NameOf().ShouldBe(Problem.WrongState);

        (await gateway.GetAsync("auditor", "/v1/authorities/CO-CA")).GetProperty("keys").GetArrayLength().ShouldBe(2);
        (
            await gateway.ChangeAsync(
                "CO-CA",
                new
                {
                    kind = "key",
                    purpose = "signing",
                    certificate = site.Person("es-officer").ExportCertificatePem(),
                },
                HttpStatusCode.Conflict
            )
        ).NameOf().ShouldBe(Problem.WrongState);
    }

    [Fact]
    public async Task An_authority_entered_by_hand_is_known_at_once_and_reached_after_a_second_person()
    {
        using var certificate = NewCertificate();
        var entry = new
        {
            code = "FR-BEPI",
            name = "Bureau de l'entraide pénale internationale",
            languages = new[] { "fr", "es" },
            roles = new[] { new { role = "centralAuthority", legalBasis = "UNTOC" } },
            acceptance = new
            {
                electronic = true,
                conditions = new[] { "paperOriginal" },
                requirements = new[] { new { code = "forms", text = "Form 7, one per person." } },
            },
            endpoints = new[]
            {
                new
                {
                    channel = "maildir",
                    address = Path.Combine(site.Root, "fr"),
                    sandbox = true,
                },
            },
            keys = new[] { new { purpose = "signing", certificate = certificate.ExportCertificatePem() } },
        };

        var registered = await gateway.SendAsync(
            HttpMethod.Post,
            DirectoryCalls.First,
            "/v1/authorities",
            entry,
            HttpStatusCode.Created
        );
        (await gateway.SendAsync(HttpMethod.Post, DirectoryCalls.Second, "/v1/authorities", entry, HttpStatusCode.Conflict))
            .NameOf()
            .ShouldBe(Problem.WrongState);
        registered.GetProperty("authority").GetProperty("channels").GetArrayLength().ShouldBe(0);
        registered.GetProperty("authority").GetProperty("served").GetBoolean().ShouldBeFalse();
        (await PreflightAsync("FR-BEPI")).GetProperty("verdict").GetString().ShouldBe("blocked");
        (await PostToAsync("FR-BEPI")).NameOf().ShouldBe(Problem.CounterpartUnknown);

        var open = (await gateway.GetAsync("auditor", "/v1/authorities/FR-BEPI/changes"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();
        open.Select(change => change.GetProperty("kind").GetString()).ShouldBe(["endpoint", "key"]);
        foreach (var change in open)
            await gateway.ConfirmAsync("FR-BEPI", change.GetProperty("id").GetGuid());

        var preflight = await PreflightAsync("FR-BEPI");
        preflight.GetProperty("verdict").GetString().ShouldBe("warning");
        preflight.GetProperty("chosen").GetString().ShouldBe("maildir");
        preflight.GetProperty("obligations")[0].GetProperty("kind").GetString().ShouldBe("paperOriginal");
        preflight.GetProperty("requirements")[0].GetProperty("text").GetString().ShouldBe("Form 7, one per person.");
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request, to: "FR-BEPI"))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_the_counterparts_conditions_make_the_sender_owe_is_told_before_and_opened_after()
    {
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "acceptance",
                electronic = true,
                conditions = new[] { "paperOriginal", "certifiedCopy", "formalConfirmationAfterUrgent" },
            },
            HttpStatusCode.OK
        );
        var told = await gateway.GetAsync(
            "co-officer",
            "/v1/authorities/ES-CA/preflight?type=mla&legalBasis=UNTOC,MEDELLIN&language=es&urgency=urgent&sandbox=true"
        );

        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request) with { Urgency = Urgency.Urgent })
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        string[] owed = ["paperOriginal", "certifiedCopy", "formalConfirmation"];
        told.GetProperty("obligations").EnumerateArray().Select(one => one.GetProperty("kind").GetString()).ShouldBe(owed);
        (await OpenAsync()).ShouldBe(owed, ignoreOrder: true);
        var sent = new
        {
            purpose = "certifiedCopy",
            means = "paper",
            outbound = true,
            tookPlaceAt = DateTimeOffset.UtcNow.AddMinutes(-1),
            record = "By courier.",
        };
        (
            await gateway.As("co-officer").PostAsJsonAsync($"{accepted.Headers.Location}/outside-transmissions", sent)
        ).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await OpenAsync()).ShouldBe(["paperOriginal", "formalConfirmation"], ignoreOrder: true);

        async Task<IEnumerable<string?>> OpenAsync() =>
            (await gateway.GetAsync("co-officer", accepted.Headers.Location!.ToString()))
                .GetProperty("openObligations")
                .EnumerateArray()
                .Select(one => one.GetProperty("kind").GetString())
                .Where(kind => kind != "acknowledgement");
    }

    [Fact]
    public async Task What_preflight_blocks_acceptance_rejects_in_the_same_words()
    {
        await gateway.ChangeAsync(
            "ES-CA",
            new { kind = "roles", roles = new[] { new { role = "fiu" } } },
            HttpStatusCode.OK
        );
        await IsBlocked("role");
        await gateway.ChangeAsync(
            "ES-CA",
            new { kind = "roles", roles = new[] { new { role = "centralAuthority" } } },
            HttpStatusCode.OK
        );
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "acceptance",
                electronic = false,
                conditions = Array.Empty<string>(),
            },
            HttpStatusCode.OK
        );
        await IsBlocked("electronicRequests");
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "acceptance",
                electronic = true,
                conditions = new[] { "encryption" },
            },
            HttpStatusCode.OK
        );
        await IsBlocked("encryption");
        await gateway.ChangeAsync(
            "ES-CA",
            new
            {
                kind = "acceptance",
                electronic = true,
                conditions = Array.Empty<string>(),
            },
            HttpStatusCode.OK
        );

        (await PreflightAsync("ES-CA")).GetProperty("verdict").GetString().ShouldBe("warning");
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);

        async Task IsBlocked(string check)
        {
            var blocked = (await PreflightAsync("ES-CA"))
                .GetProperty("checks")
                .EnumerateArray()
                .Single(one => one.GetProperty("verdict").GetString() == "blocked");
            blocked.GetProperty("check").GetString().ShouldBe(check);
            var problem = await PostToAsync("ES-CA");
            (problem.NameOf(), problem.GetProperty("detail").GetString()).ShouldBe(
                (Problem.CounterpartUnknown, blocked.GetProperty("why").GetString())
            );
        }
    }

    [Fact]
    public async Task A_change_of_what_the_caller_has_not_seen_is_rejected()
    {
        using var seen = await gateway.As(DirectoryCalls.First).GetAsync("/v1/authorities/ES-CA");
        var etag = seen.Headers.ETag!.ToString();
        await gateway.ChangeAsync(
            "ES-CA",
            new { kind = "languages", languages = new[] { "es", "en" } },
            HttpStatusCode.OK,
            ifMatch: etag
        );

        (
            await gateway.ChangeAsync(
                "ES-CA",
                new { kind = "languages", languages = new[] { "es" } },
                HttpStatusCode.PreconditionFailed,
                ifMatch: etag
            )
        )
            .NameOf()
            .ShouldBe(Problem.VersionStale);

        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA")).GetProperty("languages").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_proposal_is_withdrawn_once_and_for_all()
    {
        var id = (await gateway.ChangeAsync("ES-CA", new { kind = "endpointRetirement", channel = "maildir" }))
            .GetProperty("id")
            .GetGuid();
        var path = $"/v1/authorities/ES-CA/changes/{id}";

        (await gateway.GetAsync(DirectoryCalls.Second, path))
            .GetProperty("proposedBy")
            .GetString()
            .ShouldBe("sandbox-administrator");
        foreach (var _ in new[] { "once", "again" })
            await gateway.SendAsync(HttpMethod.Delete, DirectoryCalls.Second, path, null, HttpStatusCode.NoContent);
        (await gateway.ConfirmAsync("ES-CA", id, HttpStatusCode.Conflict)).NameOf().ShouldBe(Problem.WrongState);

        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA/changes"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA")).GetProperty("channels").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task What_is_not_of_the_documented_form_is_rejected_and_changes_nothing()
    {
        string[] bodies =
        [
            """{"kind":"endpoint","channel":"maildir","address":"relative/path","sandbox":true}""",
            """{"kind":"endpoint","channel":"maildir","address":"/mail/../etc","sandbox":true}""",
            """{"kind":"endpoint","channel":"maildir"}""",
            """{"kind":"endpoint","channel":"maildir","address":"/mail","sanbox":true}""",
            """{"kind":"endpoint","channel":"maildir","address":"/mail\n"}""",
            """{"kind":"throne"}""",
            """{"channel":"maildir"}""",
            """{"kind":"key","purpose":"signing","certificate":"AAAA"}""",
            """{"kind":"roles","roles":[{"role":"king"}]}""",
            """{"kind":"roles","roles":null}""",
            """{"kind":"languages","languages":["Spanish"]}""",
            """{"kind":"verification","source":"I called","verifiedAt":"2026-01-01T00:00:00Z"}""",
            """{"kind":"verification","source":"telephone","verifiedAt":"2126-01-01T00:00:00Z"}""",
            """{"kind":"name","name":" "}""",
            """{"kind":"name","name":"a","kind":"name"}""",
            "null",
            "{",
        ];
        var before = await gateway.As("auditor").GetStringAsync("/v1/authorities/ES-CA");
        foreach (var body in bodies)
        {
            using var content = new StringContent(
                body,
                new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
            );
            using var response = await gateway.As(DirectoryCalls.First).PostAsync("/v1/authorities/ES-CA/changes", content);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
            (await response.Content.ReadFromJsonAsync<JsonElement>()).NameOf().ShouldBe(Problem.MalformedRequest);
        }
        (await gateway.As("auditor").GetStringAsync("/v1/authorities/ES-CA")).ShouldBe(before);
    }

    [Fact]
    public async Task Only_administrators_change_the_directory_and_who_looks_after_delivery_sees_no_address_or_key()
    {
        var change = new { kind = "languages", languages = new[] { "fr" } };
        foreach (var person in new[] { "co-officer", "co-deciding", "auditor", "operator", "es-officer" })
        {
            await gateway.ChangeAsync("ES-CA", change, HttpStatusCode.Forbidden, person);
            await gateway.SendAsync(
                HttpMethod.Post,
                person,
                "/v1/authorities",
                new { code = "FR-BEPI", name = "x" },
                HttpStatusCode.Forbidden
            );
            await gateway.ConfirmAsync("ES-CA", Guid.NewGuid(), HttpStatusCode.Forbidden, person);
            await gateway.SendAsync(
                HttpMethod.Delete,
                person,
                $"/v1/authorities/ES-CA/changes/{Guid.NewGuid()}",
                null,
                HttpStatusCode.Forbidden
            );
            using var import = await gateway
                .As(person)
                .PostAsync("/v1/authorities/imports", new StringContent("x", null, "application/jose"));
            import.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
        foreach (var person in new[] { "co-officer", "auditor", "administrator" })
            (await gateway.As(person).GetStringAsync("/v1/authorities/ES-CA")).ShouldContain(site.MailboxOf("ES-CA"));
        var shown =
            await gateway.As("operator").GetStringAsync("/v1/authorities/ES-CA")
            + await gateway.As("operator").GetStringAsync("/v1/authorities");
        shown.ShouldNotContain(site.MailboxOf("ES-CA"));
        shown.ShouldNotContain("CERTIFICATE");
        foreach (var path in new[] { "history", "changes", $"endpoints/{Guid.NewGuid()}", "keys/x" })
            (await gateway.As("operator").GetAsync($"/v1/authorities/ES-CA/{path}")).StatusCode.ShouldBe(
                HttpStatusCode.Forbidden,
                path
            );
    }

    [Fact]
    public async Task Nothing_is_known_of_who_is_not_there()
    {
        foreach (
            var path in new[]
            {
                "XX-CA",
                "XX-CA/history",
                "XX-CA/changes",
                "XX-CA/keys/x",
                $"XX-CA/endpoints/{Guid.NewGuid()}",
                "ES-CA?at=2001-01-01T00:00:00Z",
            }
        )
            (await gateway.As("auditor").GetAsync($"/v1/authorities/{path}")).StatusCode.ShouldBe(
                HttpStatusCode.NotFound,
                path
            );
        (await gateway.As("auditor").GetAsync("/v1/authorities/ES-CA?at=yesterday")).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await gateway.As("auditor").GetAsync("/v1/authorities/ES-CA/preflight?urgency=whenever")).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await gateway.GetAsync("co-officer", "/v1/authorities/XX-CA/preflight?type=mla"))
            .GetProperty("verdict")
            .GetString()
            .ShouldBe("blocked");
        await gateway.ChangeAsync("XX-CA", new { kind = "languages", languages = new[] { "fr" } }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_directory_is_given_out_as_a_table_without_formulas()
    {
        await gateway.ChangeAsync("ES-CA", new { kind = "name", name = "=HYPERLINK(\"http://x\")" }, HttpStatusCode.OK);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/authorities");
        request.Headers.Accept.ParseAdd("text/csv");
        using var response = await gateway.As("auditor").SendAsync(request);

        var table = await response.Content.ReadAsStringAsync();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        table.ShouldContain("ES-CA,\"'=HYPERLINK(");
        CsvList.Read(System.Text.Encoding.UTF8.GetBytes(table)).Rows.ShouldAllBe(row => row.Flaw == null);
    }

    private async Task<(Guid Request, Guid Revision, string Address, DateTimeOffset At)> SendAsync()
    {
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var (address, revision, at) = await AttemptAsync(id);
        return (id, revision, address, at);
    }

    private async Task<(string Address, Guid Revision, DateTimeOffset At)> AttemptAsync(Guid request)
    {
        var transmission = await Eventually.SeeAsync<JsonElement?>(async () =>
            (await gateway.GetAsync("co-officer", $"/v1/requests/{request}/transmissions"))[0] is var one
            && one.GetProperty("state").GetString() == "handedToChannel"
                ? one
                : null
        );
        var attempt = transmission!.Value.GetProperty("attempts")[0];
        return (
            attempt.GetProperty("address").GetString()!,
            attempt.GetProperty("endpointRevision").GetGuid(),
            attempt.GetProperty("at").GetDateTimeOffset()
        );
    }

    private Task<JsonElement> PreflightAsync(string code) =>
        gateway.GetAsync(
            "co-officer",
            $"/v1/authorities/{code}/preflight?type=mla&legalBasis=UNTOC&language=es&sandbox=true"
        );

    private async Task<JsonElement> PostToAsync(string code)
    {
        using var response = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            site.Sign(TestSite.Sample(MessageKind.Request, to: code))
        );
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpStatusCode> PostSignedAsync(X509Certificate2 signer)
    {
        using var response = await gateway.PostAsync(
            "co-officer",
            "/v1/requests",
            XadesSigner.Sign(TestSite.Sample(MessageKind.Request).Write(), signer, DateTimeOffset.UtcNow)
        );
        return response.StatusCode;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Officer", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(100)
        );
    }
}
