using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Gateway.Api.Contracts;

/// <summary>Properties of a route that follow from its method, its path and its metadata.</summary>
/// <param name="IsAct">An unsafe call that records something.</param>
/// <param name="IsActOnWhatIsRead">An act that may name the version its caller saw.</param>
internal readonly record struct RouteForm(
    bool IsOpen,
    bool HasParameters,
    bool NamesOne,
    bool HasBody,
    bool IsAct,
    bool IsActOnWhatIsRead
)
{
    public static RouteForm Of(ApiDescription route)
    {
        var metadata = route.ActionDescriptor.EndpointMetadata;
        var path = route.RelativePath!;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        var isAct =
            !isOpen
            && route.HttpMethod is not ("GET" or "HEAD")
            && !path.StartsWith("v1/signatures", StringComparison.Ordinal);
        var namesOne = path.Contains('{', StringComparison.Ordinal);
        return new(
            isOpen,
            route.ParameterDescriptions.Any(parameter => parameter.Source.Id is "Path" or "Query"),
            namesOne,
            metadata.OfType<IAcceptsMetadata>().Any(),
            isAct,
            isAct && namesOne && !path.StartsWith("v1/inbox", StringComparison.Ordinal)
        );
    }
}
