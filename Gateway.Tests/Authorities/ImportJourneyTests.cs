using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Gateway.Adapters.AuthorityLists;
using Gateway.Domain;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Authorities;

/// <summary>
/// A signed list over HTTP: what is declared counts, what takes two persons waits, what is flawed is told line by line.
/// </summary>
public sealed class ImportJourneyTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private readonly DateTimeOffset published = DateTimeOffset.UtcNow.AddHours(-1);
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync(postgres, site);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public async Task A_list_is_taken_in_line_by_line_and_a_second_time_changes_nothing()
    {
        var esKey = Convert.ToBase64String(site.Person("es-officer").RawData);
        var list = Jws(
            $$"""
            {"authorities":[
              {"code":"FR-BEPI","name":"France","languages":["fr"],"roles":[{"role":"centralAuthority"}],
               "endpoints":[{"channel":"email","address":"bepi@justice.example"}],"keys":[{"purpose":"encryption","certificate":"{{NewCertificate()}}"}],"verifiedAt":"2026-01-31T00:00:00Z"},
              {"code":"ES-CA","name":"Central authority of Spain (sandbox)","languages":["es","en"],
               "endpoints":[{"channel":"maildir","address":"{{site.MailboxOf(
                "ES-CA"
            )}}","sandbox":true},{"channel":"email","address":"es@justice.example"}],
               "keys":[{"purpose":"signing","certificate":"{{esKey}}"}]},
              {"code":"PT-PGR","name":"Portugal","keys":[{"purpose":"signing","certificate":"{{esKey}}"}]},
              {"code":"FR-BEPI","name":"France again"},
              {"code":"IT-DAG","name":"Italy","condtions":[]},
              {"code":"DE-BFJ","name":"Germany","endpoints":[{"channel":"maildir","address":"not a path"}]}
            ]}
            """
        );

        var report = await ImportAsync(list);

        report.GetProperty("source").GetString().ShouldBe("sandbox-publisher");
        report.GetProperty("digest").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(list)));
        var rows = report.GetProperty("rows").EnumerateArray().ToList();
        rows.Select(row => row.GetProperty("outcome").GetString())
            .ShouldBe(["registered", "updated", "refused", "refused", "refused", "refused"]);
        rows[0]
            .GetProperty("declared")
            .EnumerateArray()
            .Select(fact => fact.GetString())
            .ShouldBe(["LanguageDeclared", "RolesDeclared", "ContactVerified"]);
        rows[0]
            .GetProperty("proposals")
            .EnumerateArray()
            .Select(proposal => proposal.GetProperty("kind").GetString())
            .ShouldBe(["endpoint", "key"]);
        rows[1]
            .GetProperty("proposals")
            .EnumerateArray()
            .Select(proposal => proposal.GetProperty("channel").GetString())
            .ShouldBe(["email"], "The rest is in force already.");
        rows.Skip(2).ShouldAllBe(row => row.GetProperty("why").GetString()!.Length > 0);
        foreach (var code in new[] { "PT-PGR", "IT-DAG", "DE-BFJ" })
            (await gateway.As("auditor").GetAsync($"/v1/authorities/{code}")).StatusCode.ShouldBe(
                HttpStatusCode.NotFound,
                "Nothing of a rejected line is taken in."
            );
        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA"))
            .GetProperty("channels")
            .GetArrayLength()
            .ShouldBe(2, "Nothing a list says of addresses is in force.");

        var facts = await FactsAsync();
        var again = await ImportAsync(list);
        again
            .GetProperty("rows")
            .EnumerateArray()
            .Take(2)
            .Select(row => row.GetProperty("outcome").GetString())
            .ShouldBe(["unchanged", "unchanged"]);
        await ImportAsync(list, DirectoryCalls.Second);
        (await FactsAsync()).ShouldBe(facts);

        var proposal = rows[1].GetProperty("proposals")[0].GetProperty("id").GetGuid();
        await gateway.ConfirmAsync("ES-CA", proposal, HttpStatusCode.Forbidden, DirectoryCalls.First);
        await gateway.ConfirmAsync("ES-CA", proposal);
        (await gateway.GetAsync("auditor", "/v1/authorities/ES-CA"))
            .Endpoint("email")
            .GetProperty("address")
            .GetString()
            .ShouldBe("es@justice.example");
    }

    [Fact]
    public async Task The_table_form_does_the_same_and_the_report_is_a_table_where_one_is_accepted()
    {
        var list = Encoding.ASCII.GetBytes(
            CompactJws.Sign(
                Encoding.UTF8.GetBytes(
                    "code,name,languages,endpoints\r\nFR-BEPI,France,fr; en,email=bepi@justice.example\r\nXX,=cmd(),,\r\n"
                ),
                "text/csv",
                published,
                site.Person("publisher")
            )
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/authorities/imports") { Content = Jose(list) };
        request.Headers.Accept.ParseAdd("text/csv");
        using var response = await gateway.As(DirectoryCalls.First).SendAsync(request);

        var report = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, report);
        report
            .Split("\r\n")[..2]
            .ShouldBe(["row,code,outcome,declared,proposals,why", "1,FR-BEPI,registered,LanguageDeclared,endpoint email,"]);
        report.ShouldNotContain("cmd(");
        (await gateway.GetAsync("auditor", "/v1/authorities/FR-BEPI")).GetProperty("languages").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task What_no_pinned_publisher_signed_is_rejected_recorded_and_changes_nothing()
    {
        var facts = await FactsAsync();
        var good = Jws("""{"authorities":[{"code":"FR-BEPI","name":"France"}]}""");
        var tampered = Encoding.ASCII.GetBytes(
            Encoding.ASCII.GetString(good).Replace("eyJhdXRob3JpdGllcyI6", "eyJhdXRob3JpdGllcyI7", StringComparison.Ordinal)
        );
        tampered.ShouldNotBe(good);

        foreach (
            var rejected in new[] { tampered, Jws("""{"authorities":[]}""", "administrator"), "no.jws.at-all"u8.ToArray() }
        )
        {
            var problem = await ImportAsync(rejected, expected: HttpStatusCode.UnprocessableEntity);
            problem.NameOf().ShouldBe(Problem.SignatureInvalid);
            problem.GetProperty("rejectionId").GetGuid().ShouldNotBe(Guid.Empty);
        }
        using var plain = await gateway
            .As(DirectoryCalls.First)
            .PostAsJsonAsync("/v1/authorities/imports", new { authorities = Array.Empty<object>() });
        plain.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var large = await gateway
            .As(DirectoryCalls.First)
            .PostAsync("/v1/authorities/imports", Jose(new byte[10_000_001]));
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        (await FactsAsync()).ShouldBe(facts);
    }

    [Fact]
    public async Task An_older_list_does_not_bring_back_what_a_newer_one_changed()
    {
        await ImportAsync(Jws("""{"authorities":[{"code":"FR-BEPI","name":"France","languages":["fr","en"]}]}"""));
        var older = Encoding.ASCII.GetBytes(
            CompactJws.Sign(
                """{"authorities":[{"code":"FR-BEPI","name":"France","languages":["fr"]}]}"""u8,
                "json",
                published.AddDays(-1),
                site.Person("publisher")
            )
        );

        (await ImportAsync(older)).GetProperty("rows")[0].GetProperty("outcome").GetString().ShouldBe("refused");

        (await gateway.GetAsync("auditor", "/v1/authorities/FR-BEPI")).GetProperty("languages").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task An_older_list_does_not_bring_back_an_authority_that_the_newer_one_left_out()
    {
        await ImportAsync(
            Dated(
                """{"authorities":[{"code":"FR-BEPI","name":"France","endpoints":[{"channel":"email","address":"bepi@justice.example"}]},{"code":"PT-PGR","name":"Portugal"}]}""",
                -3
            )
        );
        var proposal = (await gateway.GetAsync("auditor", "/v1/authorities/FR-BEPI/changes"))
            .GetProperty("items")[0]
            .GetProperty("id")
            .GetGuid();
        await gateway.ConfirmAsync("FR-BEPI", proposal);

        var report = await ImportAsync(Dated("""{"authorities":[{"code":"PT-PGR","name":"Portugal"}]}""", -1));

        var leftOut = report.GetProperty("rows")[1];
        leftOut.GetProperty("outcome").GetString().ShouldBe("leftOut");
        leftOut.GetProperty("code").GetString().ShouldBe("FR-BEPI");
        leftOut.GetProperty("proposals")[0].GetProperty("kind").GetString().ShouldBe("endpointRetirement");
        (await gateway.GetAsync("auditor", "/v1/authorities/FR-BEPI"))
            .GetProperty("channels")
            .GetArrayLength()
            .ShouldBe(1, "It takes a second person.");
        var older = await ImportAsync(Dated("""{"authorities":[{"code":"IT-DAG","name":"Italy"}]}""", -2));
        older.GetProperty("rows")[0].GetProperty("outcome").GetString().ShouldBe("refused");
        (await gateway.As("auditor").GetAsync("/v1/authorities/IT-DAG")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private byte[] Dated(string payload, int days) =>
        Encoding.ASCII.GetBytes(
            CompactJws.Sign(Encoding.UTF8.GetBytes(payload), "json", published.AddDays(days), site.Person("publisher"))
        );

    [Fact]
    public async Task Two_who_bring_in_the_same_list_at_once_bring_it_in_once()
    {
        var entries = string.Join(
            ',',
            Enumerable
                .Range(0, 40)
                .Select(number =>
                    $$"""{"code":"FR-A{{number}}","name":"Authority {{number}}","languages":["fr"],"endpoints":[{"channel":"email","address":"a{{number}}@justice.example"}]}"""
                )
        );
        var list = Jws($$"""{"authorities":[{{entries}}]}""");

        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(number => ImportAsync(list, number % 2 == 0 ? DirectoryCalls.First : DirectoryCalls.Second))
        );

        (await CountAsync("type = 'authority_registered' and data ->> 'Code' like 'FR-%'")).ShouldBe(40);
        (await CountAsync("type = 'channel_endpoint_proposed'")).ShouldBe(40);
    }

    private byte[] Jws(string payload, string signer = "publisher") =>
        Encoding.ASCII.GetBytes(CompactJws.Sign(Encoding.UTF8.GetBytes(payload), "json", published, site.Person(signer)));

    private async Task<JsonElement> ImportAsync(
        byte[] list,
        string person = DirectoryCalls.First,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var response = await gateway.As(person).PostAsync("/v1/authorities/imports", Jose(list));
        response.StatusCode.ShouldBe(expected, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static ByteArrayContent Jose(byte[] list) => new(list) { Headers = { ContentType = new("application/jose") } };

    private static string NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = new CertificateRequest("CN=Registry", key, HashAlgorithmName.SHA384).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(100)
        );
        return Convert.ToBase64String(certificate.RawData);
    }

    private Task<long> FactsAsync() => CountAsync("tenant_id = '*DEFAULT*'");

    private async Task<long> CountAsync(string where)
    {
        await using var connection = new NpgsqlConnection(gateway.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select count(*) from gateway.mt_events where {where}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
