using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Gateway.Tests.Infrastructure;

/// <summary>The OpenAPI document as the tests hold the gateway to it.</summary>
public sealed class Contract
{
    private static readonly EvaluationOptions Strict = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    private readonly JsonObject document;
    private readonly IReadOnlyList<(Regex Path, string Template, JsonObject Operations)> paths;
    private readonly ConcurrentDictionary<string, JsonSchema> schemas = [];
    private readonly JsonObject definitions;

    public Contract(string text)
    {
        document = JsonNode.Parse(text)!.AsObject();
        paths =
        [
            .. document["paths"]!
                .AsObject()
                .OrderBy(path => path.Key.Contains('{', StringComparison.Ordinal))
                .Select(path =>
                    (
                        new Regex("^" + Regex.Replace(path.Key.TrimEnd('/'), @"\{[^}]+\}", "[^/]+") + "/?$"),
                        path.Key,
                        path.Value!.AsObject()
                    )
                ),
        ];
        definitions = JsonNode
            .Parse(
                document["components"]!["schemas"]!
                    .ToJsonString()
                    .Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)
            )!
            .AsObject();
        foreach (var (_, schema) in definitions)
            Close(schema!);
    }

    public JsonObject Document => document;

    public IEnumerable<(string Path, string Method, JsonObject Operation)> Operations =>
        paths.SelectMany(path =>
            path.Operations.Where(member => member.Key is "get" or "post" or "put" or "delete" or "patch")
                .Select(operation => (path.Template, operation.Key, operation.Value!.AsObject()))
        );

    /// <summary>What an answer has that the document does not say of it; null when there is nothing.</summary>
    public async Task<string?> FlawAsync(HttpRequestMessage request, HttpResponseMessage answer)
    {
        var path = request.RequestUri!.AbsolutePath;
        var known = paths.FirstOrDefault(one => one.Path.IsMatch(path));
        if (known.Operations?[request.Method.Method.ToLowerInvariant()] is not JsonObject operation)
            return null;
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var where = $"{request.Method} {known.Template} {status}";
        if (operation["responses"]?[status] is not JsonObject response)
            return $"{where}: the contract has no such status.";
        if (UndocumentedHeader(answer, response) is { } header)
            return $"{where}: the contract has no header {header}.";
        return
            answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified
            || answer.Content.Headers.ContentLength == 0
            ? null
            : await FlawOfBodyAsync(where, answer, response);
    }

    private async Task<string?> FlawOfBodyAsync(string where, HttpResponseMessage answer, JsonObject response)
    {
        var mediaType = answer.Content.Headers.ContentType?.MediaType;
        if (response["content"] is not JsonObject contents)
            return $"{where}: the contract has no content, the answer has {mediaType}.";
        if ((contents[mediaType ?? ""] ?? contents["*/*"]) is not JsonObject content)
            return $"{where}: the contract has no {mediaType}.";
        if (
            mediaType?.EndsWith("json", StringComparison.Ordinal) != true
            || content["schema"] is not { } schema
            || contents[mediaType] is null
        )
            return null;
        await answer.Content.LoadIntoBufferAsync();
        var text = await answer.Content.ReadAsStringAsync();
        using var body = Parse(text);
        if (body is null)
            return $"{where}: not JSON: {text}";
        if (
            response["x-problem-types"] is JsonArray types
            && mediaType == "application/problem+json"
            && types.All(type => type!.GetValue<string>() != body.RootElement.GetProperty("type").GetString())
        )
            return $"{where}: the contract has no {body.RootElement.GetProperty("type")}; name it with Problems(...) at the route.";
        return Flaw(schema, body.RootElement) is { } flaw ? $"{where}: {flaw}: {text}" : null;
    }

    /// <summary>What breaks a schema of the document; null when nothing does.</summary>
    public string? Flaw(JsonNode schema, JsonElement value)
    {
        var found = schemas.GetOrAdd(schema.ToJsonString(), Compile).Evaluate(value, Strict);
        return found.IsValid
            ? null
            : string.Join(
                "; ",
                (found.Details ?? [])
                    .Where(detail => detail.Errors is { Count: > 0 })
                    .SelectMany(detail =>
                        detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Key}: {error.Value}")
                    )
                    .DefaultIfEmpty("not valid")
            );
    }

    private JsonSchema Compile(string text)
    {
        var schema = JsonNode.Parse(text.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!.AsObject();
        Close(schema);
        schema["$defs"] = definitions.DeepClone();
        return JsonSchema.FromText(schema.ToJsonString());
    }

    /// <summary>The document allows members of later versions; a test of today's does not.</summary>
    private static void Close(JsonNode node)
    {
        if (node is JsonArray list)
            foreach (var one in list)
                Close(one!);
        if (node is not JsonObject schema)
            return;
        foreach (
            var (name, _) in schema
                .ToList()
                .Where(member => member.Key is "discriminator" or "example" or "examples" or "xml")
        )
            schema.Remove(name);
        foreach (var (name, member) in schema.ToList())
            if (name is not ("enum" or "default") && member is not null)
                Close(member!);
        if (schema["properties"] is JsonObject && schema["additionalProperties"] is null && schema["type"] is not null)
            schema["additionalProperties"] = false;
    }

    private static string? UndocumentedHeader(HttpResponseMessage answer, JsonObject response) =>
        new[] { "ETag", "Location", "Retry-After", "WWW-Authenticate" }.FirstOrDefault(name =>
            answer.Headers.Contains(name) && response["headers"]?[name] is null
        );

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
