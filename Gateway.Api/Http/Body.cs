using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Adapters.AuthorityLists;
using Gateway.Adapters.Files;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>
/// Reads a small JSON body strictly: a call with an undocumented member is rejected, since it may be a misspelt condition.
/// </summary>
internal static class Body
{
    private const int Largest = 1_000_000;

    private static readonly JsonSerializerOptions Options = new(JsonList.Options)
    {
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new Instant(), new ClosedCodes() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, new(Problem.MediaTypeUnsupported, "Send application/json."));
        if (await ReadBytesAsync(request, Largest) is not { } bytes)
            return (null, new(Problem.TooLarge, $"The body may have {Largest} bytes at most."));
        try
        {
            if (HoldsNul(bytes.Span))
                return (null, new(Problem.MalformedRequest, "A member holds a NUL, which is no text."));
            return JsonSerializer.Deserialize<T>(bytes.Span, Options) is { } body
                ? (body, null)
                : (null, new(Problem.MalformedRequest, "The body is empty."));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            return (null, BodyShape.FlawsOf(bytes, typeof(T), Options));
        }
    }

    /// <summary>The database cannot store a NUL, but its escape is valid JSON.</summary>
    private static bool HoldsNul(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
            if (
                reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && reader.ValueIsEscaped
                && reader.GetString()!.Contains('\0', StringComparison.Ordinal)
            )
                return true;
        return false;
    }

    /// <summary>Reads a body and checks rules beyond its form.</summary>
    public static async Task<(T? Body, Problem? Problem)> ReadAsync<T>(this HttpContext context, Action<T, Flaws> check)
        where T : class
    {
        var (body, problem) = await ReadAsync<T>(context.Request);
        if (body is null)
            return (null, problem);
        var flaws = new Flaws();
        check(body, flaws);
        return flaws.Problem is { } flaw ? (null, flaw) : (body, null);
    }

    /// <summary>Digest of the body that was read, if the call has an Idempotency-Key.</summary>
    public static string DigestOf(HttpContext context) =>
        context.Items.TryGetValue(typeof(Body), out var digest) ? (string)digest! : "";

    /// <summary>Whether free text is present and no longer than a person writes.</summary>
    public static bool IsText(this string? text) => text is { Length: <= 20_000 } && !string.IsNullOrWhiteSpace(text);

    /// <param name="patience">Ends the reading.</param>
    /// <returns>Null when there are more bytes.</returns>
    /// <exception cref="OperationCanceledException">It took too long, or the caller went away.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(
        HttpRequest request,
        int largest,
        CancellationToken patience = default
    )
    {
        if (request.ContentLength > largest)
            return null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, patience);
        var read = await BoundedCopy.ReadAsync(request.Body, largest, either.Token);
        if (read is not null && request.Headers.ContainsKey("Idempotency-Key"))
            request.HttpContext.Items[typeof(Body)] = Convert.ToHexStringLower(SHA256.HashData(read));
        return read;
    }
}
