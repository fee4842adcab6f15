using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Api.Problems;
using Gateway.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>
/// The problems of every call (RFC 9457): what calls of its form answer, and what its route names. <c>x-problem-types</c>
/// lists the types of a status.
/// </summary>
internal static class ContractProblems
{
    public const string Schema = "Problem";
    public const string Types = "x-problem-types";

    public static async Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var answers = Of(RouteForm.Of(context.Description))
            .Concat(context.Description.ActionDescriptor.EndpointMetadata.OfType<ProblemAnswer>())
            .Concat(
                context
                    .Description.ActionDescriptor.EndpointMetadata.OfType<ContentAnswer>()
                    .Select(_ => new ProblemAnswer(Problem.RangeUnsatisfiable))
            )
            .Distinct();
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(Schema) != true)
            document.AddComponent(
                Schema,
                await context.GetOrCreateSchemaAsync(typeof(ProblemResults.Body), null, cancellation)
            );
        operation.Responses ??= [];
        foreach (
            var status in answers
                .GroupBy(answer => answer.Status ?? ProblemCatalogue.Of(answer.Name).Status)
                .OrderBy(group => group.Key)
        )
            Add(operation.Responses, status.Key, [.. status.Select(answer => answer.Name).Distinct()], document);
    }

    /// <summary>What every call of this form may be answered.</summary>
    private static IEnumerable<ProblemAnswer> Of(RouteForm form)
    {
        yield return new(Problem.Unexpected);
        yield return new(Problem.Unavailable);
        yield return new(Problem.Misdirected);
        yield return new(Problem.MalformedRequest); // A query parameter that the call does not have.
        yield return new(Problem.Overloaded);
        yield return new(Problem.Overloaded, StatusCodes.Status429TooManyRequests);
        if (!form.IsOpen)
        {
            yield return new(Problem.Unauthenticated);
            yield return new(Problem.Forbidden);
        }
        if (form.NamesOne)
        {
            yield return new(Problem.NotFound);
            yield return new(Problem.RecordDamaged);
        }
        if (form.HasBody)
        {
            yield return new(Problem.RequestTimeout);
            yield return new(Problem.TooLarge);
            yield return new(Problem.MediaTypeUnsupported);
        }
        if (form.HasBody || form.IsAct)
        {
            yield return new(Problem.CrossSite);
            yield return new(Problem.StorageFull);
        }
        if (!form.IsAct)
            yield break;
        yield return new(Problem.WrongState);
        yield return new(Problem.VersionStale);
        yield return new(Problem.IdempotencyKeyReused);
    }

    private static void Add(OpenApiResponses responses, int status, IReadOnlyList<string> names, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = string.Join("; ", names.Select(name => $"/problems/{name}: {ProblemCatalogue.Of(name).Title}")),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(Schema, document),
                    Examples = names.ToDictionary(
                        name => name,
                        IOpenApiExample (name) =>
                            new OpenApiExample { Summary = ProblemCatalogue.Of(name).Title, Value = Example(name, status) }
                    ),
                },
            },
            Extensions = new Dictionary<string, IOpenApiExtension>
            {
                [Types] = new JsonNodeExtension(new JsonArray([.. names.Select(JsonNode? (name) => $"/problems/{name}")])),
            },
        };
        if (status is 408 or 429 or 503 or 507)
            ContractHeaders.Add(response, "Retry-After", "Seconds to wait.", "2");
        if (status == 416)
        {
            ContractHeaders.Add(response, "Content-Range", "The length of the content.", "bytes */300000");
            ContractHeaders.Add(response, "ETag", "The SHA-256 of the content.", "\"e3b0c442\"");
        }
        if (status is 401 or 403)
            ContractHeaders.Add(response, "WWW-Authenticate", "RFC 9110.", "Bearer realm=\"gateway\"");
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (responses.GetValueOrDefault(key)?.Content is { } others)
            foreach (var (mediaType, content) in others)
                response.Content.TryAdd(mediaType, content);
        responses[key] = response;
    }

    private static JsonObject Example(string name, int status)
    {
        var entry = ProblemCatalogue.Of(name);
        return new()
        {
            ["type"] = $"/problems/{name}",
            ["title"] = entry.Title,
            ["status"] = status,
            ["detail"] = entry.Explanation,
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["retryable"] = entry.IsRetryable,
        };
    }
}
