using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Authorities;

/// <summary>The directory as administrators call it.</summary>
internal static class DirectoryCalls
{
    public const string First = "administrator";
    public const string Second = "second-administrator";

    /// <summary>Asks for a change of an authority's entry.</summary>
    public static async Task<JsonElement> ChangeAsync(
        this GatewayUnderTest gateway,
        string code,
        object change,
        HttpStatusCode expected = HttpStatusCode.Created,
        string person = First,
        string? ifMatch = null
    ) => await gateway.SendAsync(HttpMethod.Post, person, $"/v1/authorities/{code}/changes", change, expected, ifMatch);

    public static async Task<JsonElement> ConfirmAsync(
        this GatewayUnderTest gateway,
        string code,
        Guid id,
        HttpStatusCode expected = HttpStatusCode.OK,
        string person = Second
    ) =>
        await gateway.SendAsync(
            HttpMethod.Post,
            person,
            $"/v1/authorities/{code}/changes/{id}/confirmations",
            new { check = "Telephoned the registry." },
            expected
        );

    /// <summary>Proposed by the first administrator, confirmed by the second.</summary>
    public static async Task<Guid> SettleAsync(this GatewayUnderTest gateway, string code, object change)
    {
        var id = (await gateway.ChangeAsync(code, change)).GetProperty("id").GetGuid();
        await gateway.ConfirmAsync(code, id);
        return id;
    }

    public static async Task<JsonElement> SendAsync(
        this GatewayUnderTest gateway,
        HttpMethod method,
        string person,
        string path,
        object? body,
        HttpStatusCode expected,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await gateway.As(person).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public static string NameOf(this JsonElement problem) => problem.GetProperty("type").GetString()!["/problems/".Length..];

    public static JsonElement Endpoint(this JsonElement authority, string channel) =>
        authority.GetProperty("channels").EnumerateArray().Single(one => one.GetProperty("channel").GetString() == channel);
}
