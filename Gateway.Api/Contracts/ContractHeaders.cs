using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>Headers that calls may carry and answers do.</summary>
internal static class ContractHeaders
{
    public static Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var form = RouteForm.Of(context.Description);
        operation.Parameters ??= [];
        operation.Responses ??= [];
        if (form.IsAct)
            operation.Parameters.Add(
                Header(
                    "Idempotency-Key",
                    "1 to 255 visible characters. The same call with the same key is done once and answered again; keys "
                        + "never expire.",
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        MinLength = 1,
                        MaxLength = 255,
                        Pattern = "^[!-~]+$",
                    },
                    "0b9d4a0e-8c2f-4b62-9d3e"
                )
            );
        if (form.IsActOnWhatIsRead)
            operation.Parameters.Add(
                Header(
                    "If-Match",
                    "The ETag of what was read; an act on what has changed since is rejected.",
                    Text(),
                    "\"4711\""
                )
            );
        var versioned = metadata.OfType<VersionedAnswer>().LastOrDefault();
        if (versioned is { IsConditional: true })
        {
            operation.Parameters.Add(Header("If-None-Match", "The ETag of what was read before.", Text(), "\"4711\""));
            operation.Responses.TryAdd("304", new OpenApiResponse { Description = "Nothing has changed." });
        }
        if (metadata.OfType<ContentAnswer>().Any())
            operation.Parameters.Add(
                Header("Range", "A part of the content, in octets (RFC 9110, 14).", Text(), "bytes=0-1023")
            );
        foreach (var (status, response) in operation.Responses)
        {
            if (response is not OpenApiResponse answer)
                continue;
            if (status is "200" or "201" && versioned is not null || status == "304")
                Add(answer, "ETag", "The version of what is shown, for If-Match.", "\"4711\"");
            if (status is "201" or "202")
                Add(
                    answer,
                    "Location",
                    "Where what was made can be read.",
                    "/v1/requests/0199d4a0-8c2f-7b62-9d3e-5a6c0c7d8e9f"
                );
            if (status is "200" or "206" && metadata.OfType<ContentAnswer>().Any())
            {
                Add(
                    answer,
                    "ETag",
                    "The SHA-256 of the content.",
                    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\""
                );
                Add(answer, "Accept-Ranges", "RFC 9110, 14.", "bytes");
                Add(
                    answer,
                    "Repr-Digest",
                    "SHA-256 of the content, RFC 9530.",
                    "sha-256=:d435Qo+nKZ+gLcUHn7GQtQ72hiBVAgqoLsZnZPiTGPk=:"
                );
                Add(answer, "Content-Disposition", "With the name of the file.", "attachment; filename=annex.pdf");
            }
        }
        return Task.CompletedTask;
    }

    public static void Add(OpenApiResponse answer, string name, string description, string example)
    {
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        answer.Headers.TryAdd(
            name,
            new OpenApiHeader
            {
                Description = description,
                Schema = Text(),
                Example = example,
            }
        );
    }

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema, string example) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = schema,
            Example = example,
        };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
