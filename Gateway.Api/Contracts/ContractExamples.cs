using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>
/// An example of a body, made of its schema: every member that is required, and those whose name says what to write.
/// </summary>
internal static class ContractExamples
{
    private static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["reasons"] = "The authority asked for it by telephone.",
        ["record"] = "Handed over by courier at the registry, reference 2026/114.",
        ["check"] = "Telephoned the registry; confirmed by its head of section.",
        ["note"] = "Telephoned the registry.",
        ["channel"] = "email",
        ["address"] = "registry@justice.example",
        ["code"] = "FR-BEPI",
        ["counterpart"] = "ES-CA",
        ["name"] = "Central authority of France",
        ["text"] = "A certified translation into French.",
        ["source"] = "telephone",
        ["legalBasis"] = "UNTOC",
        ["requestType"] = "mla",
        ["type"] = "mla",
        ["certificate"] = "-----BEGIN CERTIFICATE-----",
        ["sha256"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ["outcome"] = "delivered",
        ["languages"] = "fr",
        ["legalBases"] = "UNTOC",
    };

    public static JsonNode? Of(IOpenApiSchema schema, OpenApiDocument document) => Of(schema, "text", document, depth: 0);

    private static JsonNode? Of(IOpenApiSchema named, string name, OpenApiDocument document, int depth)
    {
        var schema =
            named is OpenApiSchemaReference { Reference.Id: { } id }
            && document.Components?.Schemas is { } known
            && known.TryGetValue(id, out var found)
                ? found
                : named;
        if (depth > 4)
            return null;
        if (
            schema.Discriminator?.Mapping?.FirstOrDefault() is { Value: { } derived, Key: { } kind }
            && Of(derived, name, document, depth + 1) is JsonObject one
        )
        {
            one[schema.Discriminator.PropertyName!] = kind;
            return one;
        }
        if ((schema.AnyOf?.FirstOrDefault() ?? schema.OneOf?.FirstOrDefault()) is { } first)
            return Of(first, name, document, depth + 1);
        if (schema.Enum is [{ } code, ..])
            return code.DeepClone();
        if (schema.Properties is { Count: > 0 })
            return Members(schema, document, depth);
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => new JsonObject(),
            JsonSchemaType.Array => schema.Items is null
                ? new JsonArray()
                : new JsonArray(Of(schema.Items, name, document, depth + 1)),
            JsonSchemaType.Boolean => true,
            JsonSchemaType.Integer => 1,
            JsonSchemaType.Number => 1,
            _ => schema.Format switch
            {
                "date-time" => "2026-01-31T12:00:00Z",
                "uuid" => "0199d4a0-8c2f-7b62-9d3e-5a6c0c7d8e9f",
                _ => Texts.GetValueOrDefault(name, "text"),
            },
        };
    }

    private static JsonObject Members(IOpenApiSchema schema, OpenApiDocument document, int depth)
    {
        var members = new JsonObject();
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
            if (schema.Required?.Contains(name) == true || Texts.ContainsKey(name) && member.Type == JsonSchemaType.String)
                members[name] = Of(member, name, document, depth + 1);
        return members;
    }
}
