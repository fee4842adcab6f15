using Gateway.Api.Callers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>
/// The contract as OpenAPI 3.1: made of the routes and their types by a few transformers, so that a new route is in it at
/// once.
/// </summary>
internal static class ContractSetup
{
    /// <summary>The same for generators that know OpenAPI 3.0 only, or one body for each call.</summary>
    public const string Compatible = "v1-compatible";

    public static void AddContract(this IServiceCollection services)
    {
        services.AddOpenApi("v1", Describe);
        services.AddOpenApi(
            Compatible,
            contract =>
            {
                contract.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
                Describe(contract);
                contract.AddOperationTransformer(ContractCompatible.DescribeAsync);
                contract.AddDocumentTransformer(ContractCompatible.DescribeAsync);
            }
        );
    }

    private static void Describe(OpenApiOptions contract)
    {
        contract.AddSchemaTransformer(ContractSchemas.DescribeAsync);
        DocumentedCredentials.Describe(contract);
        contract.AddOperationTransformer(ContractOperations.DescribeAsync);
        contract.AddOperationTransformer(ContractBodies.DescribeAsync);
        contract.AddOperationTransformer(ContractHeaders.DescribeAsync);
        contract.AddOperationTransformer(ContractProblems.DescribeAsync);
        contract.AddDocumentTransformer(ContractDocument.DescribeAsync);
    }
}
