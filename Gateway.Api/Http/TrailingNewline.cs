namespace Gateway.Api.Http;

/// <summary>JSON answers end their last line, as text does.</summary>
internal static class TrailingNewline
{
    public static void UseLastLine(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                await next(context);
                var answer = context.Response;
                if (
                    answer.HasStarted
                    && answer.ContentLength is null
                    && answer.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
                )
                    await answer.WriteAsync("\n", context.RequestAborted);
            }
        );
}
