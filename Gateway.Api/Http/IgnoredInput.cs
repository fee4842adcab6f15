using System.Collections.Concurrent;
using Gateway.Api.Problems;
using Gateway.Domain;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gateway.Api.Http;

/// <summary>
/// Rejects what an endpoint would ignore: an unknown query parameter, since it may be a misspelt condition, a content coding
/// that is not supported, and a NUL, which the database cannot store.
/// </summary>
internal static class IgnoredInput
{
    private static readonly ConcurrentDictionary<RouteEndpoint, IReadOnlySet<string>?> Known = [];

    public static void UseCallForm(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (Reject(context) is not { } problem)
                    return next(context);
                if (problem.Name == Problem.MediaTypeUnsupported)
                    context.Response.Headers.AcceptEncoding = "identity";
                return ProblemResults.WriteAsync(context, problem);
            }
        );

    private static Problem? Reject(HttpContext context)
    {
        var codings = context.Request.Headers.ContentEncoding.ToString();
        if (codings is not "" && !codings.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return new(
                Problem.MediaTypeUnsupported,
                "Send the body without a Content-Encoding; the only one read here is identity."
            );
        if (context.GetEndpoint() is not RouteEndpoint endpoint || Known.GetOrAdd(endpoint, NamesOf) is not { } names)
            return null;
        foreach (var (name, values) in context.Request.Query)
        {
            if (!names.Contains(name))
                return new(
                    Problem.MalformedRequest,
                    names.Count == 0
                        ? "This call has no query parameters."
                        : $"The query parameters of this call are {string.Join(", ", names.Order(StringComparer.Ordinal))}.",
                    [
                        new(
                            $"?{Uri.EscapeDataString(name.Length <= 100 ? name : name[..100])}",
                            "This call has no such query parameter."
                        ),
                    ]
                );
            if (values.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true))
                return new(Problem.MalformedRequest, "A query parameter holds a NUL.", [new($"?{name}", "It holds a NUL.")]);
        }
        return null;
    }

    /// <summary>The query parameters of an endpoint of the gateway's own; null for what comes with a library.</summary>
    private static IReadOnlySet<string>? NamesOf(RouteEndpoint endpoint)
    {
        var bound = endpoint.Metadata.OfType<IParameterBindingMetadata>().ToList();
        if (endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>()?.Module.Assembly != typeof(IgnoredInput).Assembly)
            return null;
        var inPath = endpoint
            .RoutePattern.Parameters.Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return bound
            .Where(parameter => parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string))
            .Select(parameter => parameter.Name)
            .Where(name => !inPath.Contains(name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
