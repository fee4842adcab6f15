using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Adapters.AuthorityLists;

/// <summary>
/// The JSON form of a list of authorities. A line with an undocumented member is rejected: it may be a misspelt condition.
/// </summary>
public static class JsonList
{
    public const string MediaType = "application/json";

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 16,
    };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static ReadList Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            if (
                document.RootElement.ValueKind != JsonValueKind.Object
                || document.RootElement.EnumerateObject().Any(member => member.Name != "authorities")
                || !document.RootElement.TryGetProperty("authorities", out var list)
                || list.ValueKind != JsonValueKind.Array
            )
                return ReadList.Rejected("The list is an object with one member, authorities.");
            return list.GetArrayLength() > ReadList.MostRows
                ? ReadList.Rejected($"The list has more than {ReadList.MostRows} authorities.")
                : new([.. list.EnumerateArray().Select((entry, index) => Row(index + 1, entry))], null);
        }
        catch (JsonException)
        {
            return ReadList.Rejected("The payload is not well-formed JSON, or holds a member twice.");
        }
    }

    private static ListedRow Row(int number, JsonElement entry)
    {
        try
        {
            var authority = entry.Deserialize<ListedAuthority>(Options);
            return authority is null ? new(number, null, "The entry is empty.")
                : string.Join(' ', authority.Flaws()) is { Length: > 0 } flaws ? new(number, null, flaws)
                : new(number, authority, null);
        }
        catch (JsonException)
        {
            return new(number, null, "A member is not of the documented form, is missing, or is not documented.");
        }
    }
}
