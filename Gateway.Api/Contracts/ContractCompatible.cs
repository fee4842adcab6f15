using Gateway.Api.Callers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>
/// What OpenAPI 3.0 cannot say is left out: TLS client certificates. Of several bodies the most general one is kept.
/// </summary>
internal static class ContractCompatible
{
    private static readonly string[] General = [ContractBodies.Multipart, "application/octet-stream"];

    public static Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        operation.Security =
        [
            .. (operation.Security ?? []).Where(requirement =>
                requirement.Keys.All(scheme => scheme.Reference.Id != DocumentedCredentials.Certificate)
            ),
        ];
        if (
            operation.RequestBody is OpenApiRequestBody { Content: { Count: > 1 } bodies } body
            && (General.FirstOrDefault(bodies.ContainsKey) ?? bodies.Keys.First()) is var kept
        )
            body.Content = new Dictionary<string, OpenApiMediaType> { [kept] = bodies[kept] };
        return Task.CompletedTask;
    }

    public static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellation
    )
    {
        document.Components?.SecuritySchemes?.Remove(DocumentedCredentials.Certificate);
        document.Info.License = new OpenApiLicense { Name = "EUPL-1.2", Url = new Uri("https://eupl.eu/1.2/en") };
        document.Info.Description +=
            " Callers with a registered TLS client certificate need no token; OpenAPI 3.0 cannot say so.";
        return Task.CompletedTask;
    }
}
