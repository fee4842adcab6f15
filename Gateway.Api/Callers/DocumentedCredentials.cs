using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Callers;

/// <summary>
/// Documents in the contract which credentials each call accepts, from the same metadata that are enforced.
/// </summary>
internal static class DocumentedCredentials
{
    public const string Certificate = "clientCertificate";
    private const string Token = "accessToken";

    public static void Describe(OpenApiOptions contract)
    {
        contract.AddDocumentTransformer(
            (document, _, _) =>
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
            }
        );
        contract.AddOperationTransformer(
            (operation, context, _) =>
            {
                operation.Security = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any()
                    ? [new OpenApiSecurityRequirement()] // None is needed.
                    : [Needs(Certificate, context.Document), Needs(Token, context.Document)];
                return Task.CompletedTask;
            }
        );
    }

    private static OpenApiSecurityRequirement Needs(string scheme, OpenApiDocument? document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
}
