namespace Gateway.Api.Http;

/// <summary>
/// What every answer tells a browser: use TLS, trust the media type, load nothing from elsewhere, keep no copy.
/// </summary>
internal static class AnswerHeaders
{
    private const string Closed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>The page of the contract runs the scripts that the gateway serves for it.</summary>
    private const string OfPages =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void UseAnswerHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var headers = context.Response.Headers;
                    headers.StrictTransportSecurity = "max-age=31536000";
                    headers.XContentTypeOptions = "nosniff";
                    headers["Referrer-Policy"] = "no-referrer";
                    headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs") ? OfPages : Closed;
                    headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
}
