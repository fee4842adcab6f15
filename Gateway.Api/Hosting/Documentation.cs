using Scalar.AspNetCore;

namespace Gateway.Api.Hosting;

/// <summary>The contract as OpenAPI, and a page to read it.</summary>
internal static class Documentation
{
    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference("/docs", reference => reference.WithTitle("Gateway"));
    }
}
