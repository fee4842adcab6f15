using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Api.Callers;

/// <summary>
/// The claims of an access token about its bearer, read strictly and only after its signature was verified. A member of the
/// wrong type, or one that is repeated, makes the whole token invalid.
/// </summary>
/// <param name="Thumbprint">
/// SHA-256 of the client certificate the token is bound to, base64url (<c>cnf</c>,
/// <c>x5t#S256</c>, RFC 8705 section 3.1);
/// null when it is not bound.
/// </param>
internal sealed record TokenClaims(string Subject, string Authority, IReadOnlyList<string> Roles, string? Thumbprint)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Null when a claim is missing or malformed, or the header requires an unknown extension.</summary>
    public static TokenClaims? Read(string encodedHeader, string encodedPayload)
    {
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(encodedHeader), Strict);
            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(encodedPayload), Strict);
            var claims = payload.RootElement;
            return
                !header.RootElement.TryGetProperty("crit", out _)
                && TextOf(claims, "sub") is { } subject
                && TextOf(claims, "authority") is { } authority
                && claims.TryGetProperty("roles", out var roles)
                && RolesOf(roles) is { } list
                && TryBinding(claims, out var thumbprint)
                ? new(subject, authority, list, thumbprint)
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement within, string name) =>
        within.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyList<string>? RolesOf(JsonElement roles) =>
        roles.ValueKind == JsonValueKind.Array && roles.EnumerateArray().All(role => role.ValueKind == JsonValueKind.String)
            ? [.. roles.EnumerateArray().Select(role => role.GetString()!)]
            : null;

    /// <summary>A confirmation of another kind cannot be checked here, so it is not treated as absent.</summary>
    private static bool TryBinding(JsonElement claims, out string? thumbprint)
    {
        thumbprint = null;
        if (!claims.TryGetProperty("cnf", out var confirmation))
            return true;
        thumbprint = TextOf(confirmation, "x5t#S256");
        return thumbprint is not null && confirmation.EnumerateObject().Count() == 1;
    }
}
