using System.Text.Json;
using Gateway.Api.Hosting;

namespace Gateway.Api.Requests;

internal static class JsonBody
{
    /// <summary>The body of a call; null when it is not JSON of this form.</summary>
    public static async Task<T?> JsonAsync<T>(this HttpContext context) where T : class
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(ApiJson.Options, context.RequestAborted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Free text of a person: there, and of a length that a person writes.</summary>
    public static bool IsText(this string? text) => text is { Length: <= 20_000 } && !string.IsNullOrWhiteSpace(text);
}
