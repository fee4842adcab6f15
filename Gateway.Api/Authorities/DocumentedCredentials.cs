using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Authorities;

/// <summary>The contract says of every call which credentials it takes, from the same metadata that decide.</summary>
internal static class DocumentedCredentials
{
    private const string Certificate = "clientCertificate";
    private const string Token = "accessToken";

    public static void Describe(OpenApiOptions contract)
    {
        contract.AddDocumentTransformer((document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Certificate] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.MutualTLS,
                    Description = "TLS client certificate, registered in the directory.",
                },
                [Token] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT (RFC 9068)",
                },
            };
            return Task.CompletedTask;
        });
        contract.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
                return Task.CompletedTask;
            operation.Security = [Needs(Certificate, context.Document), Needs(Token, context.Document)];
            operation.Responses ??= [];
            operation.Responses.TryAdd("401", new OpenApiResponse { Description = "/problems/unauthenticated" });
            operation.Responses.TryAdd("403", new OpenApiResponse { Description = "/problems/forbidden" });
            operation.Responses.TryAdd("429", new OpenApiResponse { Description = "/problems/overloaded, with Retry-After" });
            return Task.CompletedTask;
        });
    }

    private static OpenApiSecurityRequirement Needs(string scheme, OpenApiDocument? document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
