using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Authorities;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Requests;

/// <summary>
/// A request that was made outside the gateway is entered with closed codes; what is wrong is said member by member.
/// </summary>
public sealed class RegistrationTests(TestPostgres postgres) : IAsyncLifetime
{
    private readonly TestSite site = new(isOneGateway: true);
    private TestGateway gateway = null!;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync(postgres, site);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        site.Dispose();
    }

    [Theory]
    [InlineData("type", "\"zyxcanary\"")]
    [InlineData("type", "\"MLA\"")]
    [InlineData("role", "\"neighbour\"")]
    [InlineData("role", "1")]
    [InlineData("means", "\"pigeon\"")]
    [InlineData("urgency", "\"soon\"")]
    [InlineData("legalBases", "[\"ZYXCANARY\"]")]
    [InlineData("legalBases", "[]")]
    [InlineData("legalBases", "[null]")]
    [InlineData("tookPlaceAt", "\"2026-01-31\"")]
    [InlineData("tookPlaceAt", "\"2026-01-31T12:00:00\"")]
    [InlineData("tookPlaceAt", "\"2026-01-31T12:00:00+15:00\"")]
    [InlineData("tookPlaceAt", "\"2999-01-31T12:00:00Z\"")]
    [InlineData("record", "\"\"")]
    [InlineData("record", null)]
    public async Task A_member_that_is_wrong_is_named(string member, string? value)
    {
        var body = Right();
        body.Remove(member);
        if (value is not null)
            body[member] = JsonNode.Parse(value);

        var problem = await PostAsync(body, HttpStatusCode.BadRequest);

        problem.NameOf().ShouldBe(Problem.MalformedRequest);
        problem
            .GetProperty("pointers")
            .EnumerateArray()
            .Select(one => one.GetProperty("pointer").GetString()!)
            .ShouldAllBe(pointer => pointer.StartsWith($"/{member}", StringComparison.Ordinal));
        problem.ToString().ShouldNotContain("zyxcanary", Case.Insensitive);
    }

    [Fact]
    public async Task Every_member_that_is_wrong_is_named_at_once()
    {
        var problem = await PostAsync(
            new()
            {
                ["role"] = "x",
                ["means"] = "y",
                ["tookPlaceAt"] = "z",
                ["counterpart"] = 5,
            },
            HttpStatusCode.BadRequest
        );

        problem
            .GetProperty("pointers")
            .EnumerateArray()
            .Select(one => one.GetProperty("pointer").GetString())
            .ShouldBe(
                ["/role", "/means", "/tookPlaceAt", "/counterpart", "/type", "/legalBases", "/record"],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task The_same_call_with_the_same_key_makes_one_request_and_another_call_is_rejected()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => PostAsync(Right(), HttpStatusCode.Created, "key-1"))
        );

        answers.Select(answer => answer.GetProperty("id").GetGuid()).Distinct().ShouldHaveSingleItem();
        (await gateway.GetAsync("co-officer", "/v1/requests")).GetProperty("items").GetArrayLength().ShouldBe(1);
        var other = Right();
        other["record"] = "Another call.";
        (await PostAsync(other, HttpStatusCode.UnprocessableEntity, "key-1"))
            .NameOf()
            .ShouldBe(Problem.IdempotencyKeyReused);
        (await PostAsync(Right(), HttpStatusCode.BadRequest, new string('k', 256)))
            .NameOf()
            .ShouldBe(Problem.MalformedRequest);
        await PostAsync(Right(), HttpStatusCode.Created, "key-2");
        (await gateway.GetAsync("co-officer", "/v1/requests")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Every_act_with_a_key_is_done_once_and_answered_again()
    {
        var sent = TestSite.Sample(MessageKind.Request);
        using var accepted = await gateway.PostAsync("co-officer", "/v1/requests", site.Sign(sent));
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var at = DateTimeOffset.UtcNow.AddMinutes(-1);
        var sequence = (await gateway.GetAsync("co-officer", $"/v1/requests/{id}/history"))
            .GetProperty("items")[0]
            .GetProperty("sequence")
            .GetInt64();

        await TwiceAsync("co-officer", $"/v1/requests/{id}/corrections", new { sequence, reasons = "A test." });
        await TwiceAsync(
            "co-officer",
            $"/v1/requests/{id}/outside-transmissions",
            new
            {
                outbound = true,
                purpose = "other",
                means = "paper",
                tookPlaceAt = at,
                record = "By courier.",
            }
        );
        var leg = await TwiceAsync(
            "co-officer",
            $"/v1/requests/{id}/legs",
            new
            {
                messageId = sent.MessageId,
                channel = "manual",
                kind = "advanceCopy",
            }
        );
        await TwiceAsync(
            "co-officer",
            $"/v1/transmissions/{leg.GetProperty("transmissionId").GetGuid()}/sendings",
            new
            {
                means = "paper",
                at,
                record = "By courier.",
            }
        );
        await TwiceAsync("administrator", "/v1/authorities", new { code = "FR-CA", name = "France" });
        await TwiceAsync(
            "administrator",
            "/v1/authorities/FR-CA/changes",
            new
            {
                kind = "endpoint",
                channel = "email",
                address = "fr@justice.example",
            }
        );
        await TwiceAsync(
            "administrator",
            "/v1/authorities/FR-CA/changes",
            new { kind = "languages", languages = new[] { "fr" } }
        );
        var change = await gateway.ChangeAsync(
            "FR-CA",
            new
            {
                kind = "endpoint",
                channel = "folder",
                address = Path.Combine(site.Root, "folder", "FR-CA"),
                sandbox = true,
            }
        );
        foreach (var _ in new[] { 1, 2 })
        {
            using var withdrawal = new HttpRequestMessage(
                HttpMethod.Delete,
                $"/v1/authorities/FR-CA/changes/{change.GetProperty("id").GetGuid()}"
            )
            {
                Headers = { { "Idempotency-Key", "withdrawal" } },
            };
            using var withdrawn = await gateway.As("administrator").SendAsync(withdrawal);
            withdrawn.StatusCode.ShouldBe(HttpStatusCode.NoContent, "It is withdrawn once, and answered again.");
        }
        using var other = new HttpRequestMessage(HttpMethod.Post, "/v1/authorities/FR-CA/changes")
        {
            Content = JsonContent.Create(new { kind = "languages", languages = new[] { "fr", "en" } }),
            Headers = { { "Idempotency-Key", "withdrawal" } },
        };
        using var reused = await gateway.As("administrator").SendAsync(other);
        reused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, "The key stands for the withdrawal.");
        var facts = (await gateway.GetAsync("co-officer", $"/v1/requests/{id}/history"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("type").GetString())
            .ToList();
        foreach (var once in new[] { "CorrectionRecorded", "OutsideTransmissionRecorded" })
            facts.Count(fact => fact == once).ShouldBe(1, once);
    }

    [Fact]
    public void The_types_of_a_request_are_those_of_the_message_format()
    {
        using var schema = typeof(Adapters.Messages.MessageReader).Assembly.GetManifestResourceStream(
            "Gateway.Adapters.Messages.message-1.0.xsd"
        )!;
        XNamespace xs = "http://www.w3.org/2001/XMLSchema";
        XDocument
            .Load(schema)
            .Descendants(xs + "simpleType")
            .Single(type => (string?)type.Attribute("name") == "RequestType")
            .Descendants(xs + "enumeration")
            .Select(code => code.Attribute("value")!.Value)
            .ShouldBe(RequestTypes.All);
    }

    /// <summary>The same answer twice, whatever else was done in between.</summary>
    private async Task<JsonElement> TwiceAsync(string person, string path, object body)
    {
        var key = Guid.NewGuid().ToString();
        var (first, status, location) = await OnceAsync();
        var (second, again, place) = await OnceAsync();
        again.ShouldBe(status, path);
        place.ShouldBe(location, path);
        second.ToString().ShouldBe(first.ToString(), path);
        return first;

        async Task<(JsonElement, HttpStatusCode, Uri?)> OnceAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = JsonContent.Create(body),
                Headers = { { "Idempotency-Key", key } },
            };
            using var answer = await gateway.As(person).SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {said}");
            return (
                said.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(said),
                answer.StatusCode,
                answer.Headers.Location
            );
        }
    }

    private static JsonObject Right() =>
        new()
        {
            ["role"] = "requesting",
            ["counterpart"] = "ES-CA",
            ["type"] = "mla",
            ["legalBases"] = new JsonArray("UNTOC"),
            ["urgency"] = "urgent",
            ["means"] = "oral",
            ["tookPlaceAt"] = "2026-01-31T12:00:00+01:00",
            ["record"] = "She rang her colleague.",
        };

    private async Task<JsonElement> PostAsync(JsonObject body, HttpStatusCode expected, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/requests/registrations")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await gateway.As("co-officer").SendAsync(request);
        var said = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, said);
        return JsonSerializer.Deserialize<JsonElement>(said);
    }
}
