using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>
/// Finds each member of a JSON body that is not of its documented form, for an answer that names them all.
/// </summary>
internal static class BodyShape
{
    public static Problem FlawsOf(ReadOnlyMemory<byte> body, Type type, JsonSerializerOptions options)
    {
        var flaws = new Flaws();
        try
        {
            using var document = JsonDocument.Parse(body, new() { AllowDuplicateProperties = false, MaxDepth = 16 });
            Compare(document.RootElement, type, "", options, flaws);
        }
        catch (JsonException)
        {
            return new(Problem.MalformedRequest, "The body is not well-formed JSON, or holds a member twice.");
        }
        return flaws.Problem
            ?? new(Problem.MalformedRequest, "A member is not of the documented form, is missing, or is not documented.");
    }

    private static void Compare(JsonElement element, Type type, string pointer, JsonSerializerOptions options, Flaws flaws)
    {
        var shape = options.GetTypeInfo(type);
        if (shape.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
            Members(element, shape, pointer, options, flaws);
        else if (
            shape is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } one }
            && element.ValueKind == JsonValueKind.Array
        )
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
                Compare(item, one, $"{pointer}/{index++}", options, flaws);
        }
        else if (!IsOf(element, type, options))
            flaws.Add(pointer, Expected(type, shape));
    }

    private static void Members(
        JsonElement element,
        JsonTypeInfo shape,
        string pointer,
        JsonSerializerOptions options,
        Flaws flaws
    )
    {
        var discriminator = shape.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
        {
            var kinds = shape.PolymorphismOptions!.DerivedTypes;
            var named =
                element.TryGetProperty(discriminator, out var kind) && kind.ValueKind == JsonValueKind.String
                    ? kind.GetString()
                    : null;
            if (kinds.FirstOrDefault(one => one.TypeDiscriminator as string == named) is not { DerivedType: { } derived })
            {
                flaws.Add(
                    $"{pointer}/{discriminator}",
                    $"One of {string.Join(", ", kinds.Select(one => one.TypeDiscriminator))}."
                );
                return;
            }
            shape = options.GetTypeInfo(derived);
        }
        var known = shape.Properties.ToDictionary(member => member.Name);
        foreach (var member in element.EnumerateObject())
            if (known.TryGetValue(member.Name, out var property))
                Compare(member.Value, property, $"{pointer}/{member.Name}", options, flaws);
            else if (member.Name != discriminator)
                flaws.Add(
                    pointer,
                    $"Holds a member that is not documented; the members are {string.Join(", ", known.Keys)}."
                );
        foreach (
            var missing in shape.Properties.Where(member =>
                IsRequired(member) && !element.TryGetProperty(member.Name, out _)
            )
        )
            flaws.Add($"{pointer}/{missing.Name}", "Is missing.");
    }

    private static bool IsRequired(JsonPropertyInfo member) =>
        member.IsRequired || member.AssociatedParameter is { HasDefaultValue: false };

    private static void Compare(
        JsonElement element,
        JsonPropertyInfo member,
        string pointer,
        JsonSerializerOptions options,
        Flaws flaws
    )
    {
        if (element.ValueKind != JsonValueKind.Null)
            Compare(element, member.PropertyType, pointer, options, flaws);
        else if (
            !member.IsSetNullable
            || member.PropertyType.IsValueType && Nullable.GetUnderlyingType(member.PropertyType) is null
        )
            flaws.Add(pointer, Expected(member.PropertyType, options.GetTypeInfo(member.PropertyType)));
    }

    private static bool IsOf(JsonElement element, Type type, JsonSerializerOptions options)
    {
        try
        {
            element.Deserialize(type, options);
            return element.ValueKind != JsonValueKind.Null || Nullable.GetUnderlyingType(type) is not null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException)
        {
            return false;
        }
    }

    private static string Expected(Type type, JsonTypeInfo shape)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            { IsEnum: true } => $"One of {string.Join(", ", CodesOf(plain))}.",
            _ when plain == typeof(DateTimeOffset) => "A time with its offset, such as 2026-01-31T12:00:00Z.",
            _ when plain == typeof(Guid) => "A UUID.",
            _ when plain == typeof(bool) => "true or false.",
            _ when plain == typeof(int) || plain == typeof(long) => "A whole number.",
            _ when plain == typeof(string) => "A string.",
            _ when shape.Kind == JsonTypeInfoKind.Enumerable => "A list.",
            _ => "An object.",
        };
    }

    private static IEnumerable<string> CodesOf(Type type) =>
        type.GetFields()
            .Where(field => field.IsStatic)
            .Select(field =>
                field
                    .GetCustomAttributes(typeof(JsonStringEnumMemberNameAttribute), false)
                    .Cast<JsonStringEnumMemberNameAttribute>()
                    .FirstOrDefault()
                    ?.Name
                ?? field.Name
            );
}
