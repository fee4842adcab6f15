using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>Adds title, tags and examples, and completes every schema.</summary>
internal static class ContractDocument
{
    private static readonly IReadOnlyDictionary<string, string> Tags = new Dictionary<string, string>
    {
        ["requests"] = "Requests of the caller's authority: submission, progress, content, and what is recorded of them.",
        ["inbox"] = "What arrived from counterparts.",
        ["transmissions"] = "One message over one channel, with its attempts and receipts.",
        ["channels"] = "The channels of this gateway.",
        ["authorities"] = "The directory: who can be reached, over what, with which keys.",
        ["signatures"] = "Validation of signatures of any origin.",
        ["health"] = "Whether the gateway runs and can do its work.",
        ["problems"] = "What a problem type means.",
        ["sandbox"] = "What only a sandbox offers.",
    };

    public static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellation
    )
    {
        document.Info = new OpenApiInfo
        {
            Title = "Gateway",
            Version = "1.0",
            Summary = "Transmits requests for legal assistance between states.",
            Description =
                "Accepts signed messages, carries them over channels, and records every fact. Problems are answered as "
                + "RFC 9457 "
                + "describes; their types are explained at /problems/NAME.",
            License = new OpenApiLicense { Name = "EUPL-1.2", Identifier = "EUPL-1.2" },
            Contact = new OpenApiContact { Name = "The operator of this gateway" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This gateway." }];
        document.Tags = new HashSet<OpenApiTag>(
            document
                .Paths.Keys.Select(ContractOperations.TagOf)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(name => new OpenApiTag
                {
                    Name = name,
                    Description = Tags.GetValueOrDefault(name, $"Calls of {name}."),
                })
        );
        foreach (var schema in document.Components?.Schemas?.Values.OfType<OpenApiSchema>() ?? [])
            ContractSchemas.WithoutNull(schema);
        foreach (
            var content in document
                .Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? [])
                .Select(operation => operation.RequestBody)
                .OfType<OpenApiRequestBody>()
                .SelectMany(body => body.Content ?? new Dictionary<string, OpenApiMediaType>())
                .Where(content => content.Key == "application/json" && content.Value.Schema is not null)
        )
            content.Value.Example = ContractExamples.Of(content.Value.Schema!, document);
        return Task.CompletedTask;
    }
}
