using Gateway.Api.Problems;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>
/// Rejects calls that a browser marks as made by another web site, since a browser presents an officer's certificate for any
/// site. Callers without a browser send no such mark.
/// </summary>
internal static class CrossSite
{
    public static void UseCrossSite(this WebApplication app) =>
        app.Use(
            (context, next) =>
                IsSafe(context.Request.Method) || IsOwn(context.Request)
                    ? next(context)
                    : ProblemResults.WriteAsync(
                        context,
                        new(Problem.CrossSite, "A browser marks this call as made by another web site.")
                    )
        );

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method)
        || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method)
        || HttpMethods.IsTrace(method);

    private static bool IsOwn(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
            return site.Count == 1 && site[0] is "same-origin" or "none";
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || origin.Count == 1
                && Uri.TryCreate(origin[0], UriKind.Absolute, out var from)
                && from.Scheme == request.Scheme
                && request.Host == HostString.FromUriComponent(from);
    }
}
