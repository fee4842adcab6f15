using Microsoft.AspNetCore.OutputCaching;
using Scalar.AspNetCore;

namespace Gateway.Api.Hosting;

/// <summary>The contract as OpenAPI, made once, a page to read it, and a first page that leads there.</summary>
internal static class Documentation
{
    public static void AddDocumentation(this IServiceCollection services) => services.AddOutputCache();

    public static void MapDocumentation(this IEndpointRouteBuilder routes)
    {
        routes
            .MapOpenApi("/openapi/{documentName}.json")
            .CacheOutput(cache => cache.AddPolicy<MadeOnce>(), excludeDefaultPolicy: true);
        routes.MapScalarApiReference("/docs", reference => reference.WithTitle("Gateway").DisableDefaultFonts());
        routes
            .MapGet(
                "/",
                (HttpContext context) =>
                {
                    context.Response.Headers.Link = "</docs>; rel=\"service-doc\", </openapi/v1.json>; rel=\"service-desc\"";
                    return Results.Ok(
                        new
                        {
                            name = "Gateway",
                            documentation = "/docs",
                            contract = "/openapi/v1.json",
                            health = "/health/ready",
                        }
                    );
                }
            )
            .ExcludeFromDescription();
    }

    /// <summary>The contract of a process does not change; it is kept for each host, because it names it.</summary>
    private sealed class MadeOnce : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = true;
            context.CacheVaryByRules.VaryByHost = true;
            context.CacheVaryByRules.QueryKeys = "";
            context.ResponseExpirationTimeSpan = TimeSpan.FromDays(1);
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) =>
            ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
            return ValueTask.CompletedTask;
        }
    }
}
