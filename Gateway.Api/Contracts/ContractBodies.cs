using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>Bodies that are not JSON: octets as they are, and the parts of a multipart submission.</summary>
internal static class ContractBodies
{
    public const string Multipart = "multipart/form-data";

    public static Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        if (operation.RequestBody is OpenApiRequestBody { Content: { } bodies } body)
        {
            body.Required = true;
            foreach (var (mediaType, content) in bodies)
                Describe(mediaType, content);
        }
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<TakenOctets>().LastOrDefault() is { } taken)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [taken.MediaType] = new() { Schema = Octets("The body.") },
                },
            };
        if (metadata.OfType<ContentAnswer>().LastOrDefault() is { } answer)
        {
            operation.Responses ??= [];
            operation.Responses["200"] = Content("The content, octet for octet.", answer);
            operation.Responses["206"] = Content("The octets that Range asked for (RFC 9110, 14).", answer);
        }
        return Task.CompletedTask;
    }

    private static OpenApiResponse Content(string description, ContentAnswer answer) =>
        new()
        {
            Description = description,
            Content = answer.MediaTypes.ToDictionary(
                type => type,
                _ => new OpenApiMediaType { Schema = Octets("As it was received.") }
            ),
        };

    private static void Describe(string mediaType, OpenApiMediaType content)
    {
        if (mediaType == Multipart)
        {
            content.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "message" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["message"] = Octets("The signed document."),
                    ["attachment"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = Octets("A file that the signed document binds by its digest."),
                    },
                },
            };
            content.Encoding = new Dictionary<string, OpenApiEncoding>
            {
                ["message"] = new() { ContentType = "application/xml" },
                ["attachment"] = new() { ContentType = "application/octet-stream" },
            };
        }
        else if (!mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            content.Schema = Octets("The file.");
        }
    }

    private static OpenApiSchema Octets(string description) =>
        new()
        {
            Type = JsonSchemaType.String,
            Format = "binary",
            Description = description,
        };
}
