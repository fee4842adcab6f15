using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Api.Problems;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Hosting;

/// <summary>
/// The OpenAPI document says of every call what it takes and answers. What the answers are is compared by every other test.
/// </summary>
public sealed class ContractTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;
    private Contract contract = null!;

    public async ValueTask InitializeAsync()
    {
        gateway = await TestGateway.StartAsync(postgres, site);
        contract = new(await gateway.As(null).GetStringAsync("/openapi/v1.json"));
        if (Environment.GetEnvironmentVariable("GATEWAY_CONTRACT_FILE") is { } file)
            await File.WriteAllTextAsync(
                file,
                contract.Document.ToJsonString(new JsonSerializerOptions { WriteIndented = true })
            );
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Fact]
    public void Every_call_has_an_id_of_its_own_a_tag_and_a_summary()
    {
        var operations = contract.Operations.ToList();
        operations.Count.ShouldBeGreaterThan(40);
        operations.Select(one => Text(one.Operation["operationId"])).ShouldBeUnique();
        operations.ShouldAllBe(one =>
            one.Operation["tags"]!.AsArray().Count == 1 && Text(one.Operation["summary"]).Length > 0
        );
        var tags = contract.Document["tags"]!.AsArray().Select(tag => Text(tag!["name"])).ToList();
        operations.ShouldAllBe(one => tags.Contains(Text(one.Operation["tags"]![0])));
    }

    [Fact]
    public void Every_act_takes_an_Idempotency_Key_and_an_act_on_what_is_read_takes_If_Match()
    {
        foreach (
            var (path, method, operation) in contract.Operations.Where(one =>
                one.Path.StartsWith("/v1", StringComparison.Ordinal)
            )
        )
        {
            var headers =
                operation["parameters"]
                    ?.AsArray()
                    .Where(one => Text(one!["in"]) == "header")
                    .Select(one => Text(one!["name"]))
                    .ToList()
                ?? [];
            var isAct = method != "get" && path != "/v1/signatures/validate";
            headers.Contains("Idempotency-Key").ShouldBe(isAct, $"{method} {path}");
            if (headers.Contains("If-Match"))
                isAct.ShouldBeTrue($"{method} {path}");
        }
        Headers("post", "/v1/requests/{id}/closures").ShouldContain("If-Match");
        Headers("post", "/v1/authorities/{code}/changes/{id}/confirmations").ShouldContain("If-Match");
        Headers("get", "/v1/requests/{id}").ShouldContain("If-None-Match");
    }

    [Fact]
    public void Every_call_names_its_problems_by_type_with_an_example_of_each()
    {
        foreach (var (path, method, operation) in contract.Operations)
        {
            var problems = operation["responses"]!
                .AsObject()
                .Where(answer => answer.Value!["content"]?["application/problem+json"] is not null)
                .ToList();
            problems.Count.ShouldBeGreaterThan(0, $"{method} {path}");
            foreach (var (status, answer) in problems)
            {
                var types = answer!["x-problem-types"]!.AsArray().Select(Text).ToList();
                types.ShouldBeSubsetOf(
                    ProblemCatalogue.All.Keys.Select(name => $"/problems/{name}"),
                    $"{method} {path} {status}"
                );
                answer["content"]!["application/problem+json"]!["examples"]!.AsObject().Count.ShouldBe(types.Count);
            }
        }
        Types("/v1/requests", "post", "422").ShouldContain("/problems/signature-invalid");
        Types("/v1/requests", "post", "409").ShouldContain("/problems/message-id-reused");
        Types("/v1/authorities/imports", "post", "403").ShouldContain("/problems/signer-unknown");
    }

    [Fact]
    public void Every_body_is_described_and_its_example_follows_its_schema()
    {
        var without = new[] { "/v1/inbox/{messageId}/taken", "/v1/requests/{id}/channel-restorations" };
        foreach (var (path, method, operation) in contract.Operations.Where(one => one.Method is "post"))
        {
            var contents = operation["requestBody"]?["content"]?.AsObject();
            (contents is null).ShouldBe(without.Contains(path), $"{method} {path}");
            foreach (var (mediaType, content) in contents?.ToList() ?? [])
            {
                content!["schema"].ShouldNotBeNull($"{method} {path} {mediaType}");
                if (mediaType != "application/json")
                    continue;
                content["example"].ShouldNotBeNull($"{method} {path}");
                using var example = JsonDocument.Parse(content["example"]!.ToJsonString());
                contract
                    .Flaw(content["schema"]!, example.RootElement)
                    .ShouldBeNull($"{method} {path}: {example.RootElement}");
            }
        }
    }

    [Fact]
    public void A_generated_client_finds_octets_parts_times_and_whole_numbers_as_what_they_are()
    {
        var submission = Operation("/v1/requests", "post")["requestBody"]!["content"]!;
        Text(submission["application/xml"]!["schema"]!["format"]).ShouldBe("binary");
        var parts = submission["multipart/form-data"]!["schema"]!["properties"]!;
        Text(parts["message"]!["format"]).ShouldBe("binary");
        Text(parts["attachment"]!["items"]!["format"]).ShouldBe("binary");

        var receipt = contract.Document["components"]!["schemas"]!["SubmissionReceipt"]!["properties"]!;
        Text(receipt["acceptedAt"]!["type"]).ShouldBe("string");
        Text(receipt["acceptedAt"]!["format"]).ShouldBe("date-time");
        foreach (var type in Nodes(contract.Document).Select(node => node["type"]).OfType<JsonArray>())
            type.ToJsonString().ShouldBeEmpty("A member has one type.");
    }

    [Fact]
    public async Task An_answer_that_the_contract_does_not_describe_fails_its_test()
    {
        foreach (
            var (status, type, body) in new[]
            {
                (200, "application/json", """{"items":[{"unknown":1}]}"""),
                (200, "application/json", """{"items":"none"}"""),
                (200, "text/html", "<p>"),
                (418, "application/json", "{}"),
                (
                    404,
                    "application/problem+json",
                    """{"type":"/problems/channel-locked","title":"a","status":404,"detail":"a","traceId":"a","retryable":false}"""
                ),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Url, "/v1/inbox"));
            using var answer = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(body) { Headers = { ContentType = new(type) } },
            };
            (await contract.FlawAsync(request, answer)).ShouldNotBeNull(body);
        }
    }

    private IReadOnlyList<string> Types(string path, string method, string status) =>
        [.. Operation(path, method)["responses"]![status]!["x-problem-types"]!.AsArray().Select(Text)];

    private IReadOnlyList<string> Headers(string method, string path) =>
        [
            .. Operation(path, method)["parameters"]!
                .AsArray()
                .Where(one => Text(one!["in"]) == "header")
                .Select(one => Text(one!["name"])),
        ];

    private JsonObject Operation(string path, string method) =>
        contract.Operations.Single(one => one.Path == path && one.Method == method).Operation;

    private static IEnumerable<JsonObject> Nodes(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.SelectMany(member => Nodes(member.Value)).Prepend(members),
            JsonArray list => list.SelectMany(Nodes),
            _ => [],
        };

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
