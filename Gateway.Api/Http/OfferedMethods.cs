using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Http;

/// <summary>
/// RFC 9110: what answers GET answers HEAD, and OPTIONS says what a resource offers. The contract is public, and so is that.
/// </summary>
internal static class OfferedMethods
{
    /// <summary>Finds the endpoint of the GET for a HEAD; the server sends no body.</summary>
    public static void UseRoutingOfHead(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                if (HttpMethods.IsHead(context.Request.Method))
                {
                    context.Items[typeof(OfferedMethods)] = true;
                    context.Request.Method = HttpMethods.Get;
                }
                await next(context);
            }
        );
        app.UseRouting();
        app.Use(
            (context, next) =>
            {
                if (context.Items.Remove(typeof(OfferedMethods)))
                    context.Request.Method = HttpMethods.Head;
                return next(context);
            }
        );
    }

    public static void UseOptions(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    HttpMethods.IsOptions(context.Request.Method)
                    && context.GetEndpoint() is { RequestDelegate: { } reject } and not RouteEndpoint
                )
                {
                    // Routing has found the path and not the method; its own answer to that says which there are.
                    await reject(context);
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    context.Response.Headers.Allow = All(context.Response.Headers.Allow);
                }
                else
                    await next(context);
            }
        );

    /// <summary>The methods that routing names, with those that come with them.</summary>
    public static string All(StringValues routed)
    {
        var methods = routed
            .ToString()
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet();
        if (methods.Contains(HttpMethods.Get))
            methods.Add(HttpMethods.Head);
        methods.Add(HttpMethods.Options);
        return string.Join(", ", methods.Order(StringComparer.Ordinal));
    }
}
