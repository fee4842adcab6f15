using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Npgsql;

namespace Gateway.Tests.Hosting;

/// <summary>
/// A name is written into every string of every JSON body that the contract describes, one at a time. Whether it is
/// rejected or accepted, no table but the vault's ever holds it.
/// </summary>
public sealed class StringMemberTests(TestPostgres postgres)
{
    /// <summary>A name as a person might write it where a code belongs.</summary>
    private static readonly string[] Disguises = ["zyxcanary", "ZYXCANARY", "zyx-canary", "zyxCanary"];

    [Fact]
    public async Task What_is_written_into_a_string_is_in_no_table_but_those_of_the_vault()
    {
        using var site = new TestSite(isOneGateway: true);
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        var contract = new Contract(await gateway.As(null).GetStringAsync("/openapi/v1.json"));
        var message = TestSite.Sample(MessageKind.Request);
        using var accepted = await gateway.PostAsync("co-officer", "/v1/requests", site.Sign(message));
        var id = (await accepted.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
        var transmission = (await gateway.GetAsync("co-officer", $"/v1/requests/{id}/transmissions"))[0]
            .GetProperty("id")
            .GetString()!;

        var (tried, taken) = (0, 0);
        foreach (
            var (path, _, operation) in contract.Operations.Where(one =>
                one.Operation["requestBody"]?["content"]?["application/json"] is not null
            )
        )
        foreach (var example in Examples(operation["requestBody"]!["content"]!["application/json"]!.AsObject()))
        foreach (var place in Strings(example).ToList())
        foreach (var disguise in Disguises)
        {
            var body = example.DeepClone();
            Write(body, place, disguise);
            var called = path.Replace(
                    "{id}",
                    path.StartsWith("/v1/transmissions", StringComparison.Ordinal) ? transmission : id,
                    StringComparison.Ordinal
                )
                .Replace("{code}", "ES-CA", StringComparison.Ordinal);
            using var answer = await gateway
                .As(path.StartsWith("/v1/authorities", StringComparison.Ordinal) ? "administrator" : "co-deciding")
                .PostAsJsonAsync(called, body);
            ((int)answer.StatusCode).ShouldBeLessThan(500, $"{called}: {body}");
            (tried, taken) = (tried + 1, taken + (answer.IsSuccessStatusCode ? 1 : 0));
        }
        tried.ShouldBeGreaterThan(100);
        taken.ShouldBeGreaterThan(5, "Free text is accepted, and then kept in the vault.");
        var found = await FoundAsync(gateway.ConnectionString);
        found.ShouldBeEmpty();
    }

    /// <summary>The example of a body, and one of each kind where there are several.</summary>
    private static IEnumerable<JsonObject> Examples(JsonObject content)
    {
        var example = Right(content["example"]!.AsObject());
        yield return example;
        if (
            !example.ContainsKey("kind")
            || content["schema"]?["$ref"]?.GetValue<string>().EndsWith("ChangeBody", StringComparison.Ordinal) != true
        )
            yield break;
        foreach (
            var more in new JsonObject[]
            {
                new()
                {
                    ["kind"] = "endpoint",
                    ["channel"] = "email",
                    ["address"] = "a@justice.example",
                },
                new() { ["kind"] = "endpointRetirement", ["channel"] = "maildir" },
                new() { ["kind"] = "keyRetirement", ["keyId"] = "key" },
                new() { ["kind"] = "name", ["name"] = "Spain" },
                new()
                {
                    ["kind"] = "roles",
                    ["roles"] = new JsonArray(
                        new JsonObject
                        {
                            ["role"] = "centralAuthority",
                            ["legalBasis"] = "UNTOC",
                            ["requestType"] = "mla",
                        }
                    ),
                },
                new() { ["kind"] = "languages", ["languages"] = new JsonArray("es") },
                new()
                {
                    ["kind"] = "acceptance",
                    ["electronic"] = true,
                    ["conditions"] = new JsonArray("paperOriginal"),
                    ["requirements"] = new JsonArray(new JsonObject { ["code"] = "forms", ["text"] = "The form." }),
                },
                new()
                {
                    ["kind"] = "verification",
                    ["source"] = "telephone",
                    ["verifiedAt"] = "2026-01-31T12:00:00Z",
                    ["note"] = "Telephoned.",
                },
            }
        )
            yield return more;
    }

    private static JsonObject Right(JsonObject example)
    {
        var body = example.DeepClone().AsObject();
        if (body.ContainsKey("code"))
            foreach (
                var (name, value) in new (string, JsonNode)[]
                {
                    (
                        "roles",
                        new JsonArray(
                            new JsonObject
                            {
                                ["role"] = "centralAuthority",
                                ["legalBasis"] = "UNTOC",
                                ["requestType"] = "mla",
                            }
                        )
                    ),
                    ("languages", new JsonArray("fr")),
                    (
                        "endpoints",
                        new JsonArray(new JsonObject { ["channel"] = "email", ["address"] = "fr@justice.example" })
                    ),
                    (
                        "acceptance",
                        new JsonObject
                        {
                            ["electronic"] = true,
                            ["conditions"] = new JsonArray(),
                            ["requirements"] = new JsonArray(new JsonObject { ["code"] = "forms", ["text"] = "The form." }),
                        }
                    ),
                }
            )
                body[name] = value;
        return body;
    }

    private static IEnumerable<string> Strings(JsonNode node, string at = "") =>
        node switch
        {
            JsonObject members => members.SelectMany(member =>
                member.Value is null ? [] : Strings(member.Value, $"{at}/{member.Key}")
            ),
            JsonArray list => list.SelectMany((one, index) => Strings(one!, $"{at}/{index}")),
            _ when node.GetValueKind() == System.Text.Json.JsonValueKind.String => [at],
            _ => [],
        };

    private static void Write(JsonNode body, string place, string text)
    {
        var steps = place.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var step in steps[..^1])
            body = body is JsonArray list
                ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
                : body[step]!;
        if (body is JsonArray last)
            last[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = text;
        else
            body[steps[^1]] = text;
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (
            var list = new NpgsqlCommand(
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('gateway', 'wolverine')",
                connection
            )
        )
        await using (var reader = await list.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        tables.Count.ShouldBeGreaterThan(10);
        var found = new List<string>();
        foreach (var table in tables)
        {
            using var rows = new MemoryStream();
            await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)"))
                await copy.CopyToAsync(rows);
            if (
                Disguises.Any(disguise =>
                    Encoding.Latin1.GetString(rows.ToArray()).Contains(disguise, StringComparison.OrdinalIgnoreCase)
                )
            )
                found.Add(table);
        }
        return found;
    }
}
