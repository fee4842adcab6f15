using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>Operation ids and tags: from the endpoint's name where it has one, else from method and path.</summary>
internal static class ContractOperations
{
    public static Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellation
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = context.Description.RelativePath!;
        var isList = context.Description.SupportedResponseTypes.Any(answer =>
            answer.Type is { IsGenericType: true } type
            && type.GetGenericTypeDefinition().Name.StartsWith("Listed", StringComparison.Ordinal)
        );
        operation.OperationId =
            metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
            ?? IdOf(context.Description.HttpMethod!, path, isList);
        operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(path), context.Document) };
        operation.Description ??= operation.Summary;
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Description ??= DescriptionOf(parameter.Name!);
        return Task.CompletedTask;
    }

    public static string TagOf(string path) => Words(path).FirstOrDefault() ?? "root";

    public static string IdOf(string method, string path, bool isList)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "v1").ToList();
        var words = parts
            .Select((part, index) => (part, IsOfOne: index + 1 < parts.Count))
            .Where(word => !word.part.StartsWith('{'))
            .Select(word => Pascal(word.IsOfOne ? Singular(word.part) : word.part))
            .ToList();
        if (method == "POST" && !parts[^1].StartsWith('{'))
            words[^1] = Singular(words[^1]);
        return (method == "GET" && isList ? "list" : method.ToLowerInvariant()) + string.Concat(words);
    }

    private static IEnumerable<string> Words(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "v1" && !part.StartsWith('{'));

    private static string Singular(string word) =>
        word switch
        {
            _ when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
            _ when word.EndsWith("sses", StringComparison.Ordinal) => word[..^2],
            _ when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) => word[..^1],
            _ => word,
        };

    private static string Pascal(string word) =>
        string.Concat(
            word.Split('-', '.').Select(part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..])
        );

    private static string? DescriptionOf(string parameter) =>
        parameter switch
        {
            "id" => "Of the request, transmission or change.",
            "messageId" => "Of the signed message.",
            "code" => "Of the authority, such as CO-CA.",
            "keyId" => "As a verified signature cites it.",
            "revision" => "Of the endpoint, as an attempt cites it.",
            "number" => "Of the attachment, from 1.",
            "name" => "Of the problem type.",
            "after" => "The next member of the page before.",
            "at" => "A past instant, such as 2026-01-31T12:00:00Z.",
            "purpose" => "Why the content is read; recorded with the read.",
            "channel" => "The name of a channel.",
            "state" => "Only requests in this state.",
            "counterpart" => "Only requests with this authority.",
            "type" => "Of the request, as in a message.",
            "legalBasis" => "Codes of treaties, with commas.",
            "urgency" => "Of the request, as in a message.",
            "language" => "BCP 47.",
            "size" => "Of document and attachments, in bytes.",
            "sandbox" => "Whether the message is marked as sandbox.",
            _ => null,
        };
}
