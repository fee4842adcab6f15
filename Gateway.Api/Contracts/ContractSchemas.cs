using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Api.Contracts;

/// <summary>
/// Types as JSON shows them: times are strings, a member that may be null is left out and never null, and all others are
/// required.
/// </summary>
internal static class ContractSchemas
{
    public static Task DescribeAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellation
    )
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        if (type.IsEnum)
            schema.Type = JsonSchemaType.String;
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is not null)
        {
            schema.Type ??= JsonSchemaType.Object;
            schema.Required ??= new HashSet<string>();
            schema.Required.UnionWith(context.JsonTypeInfo.Properties.Where(IsAlwaysThere).Select(member => member.Name));
            schema.Required.ExceptWith(
                context.JsonTypeInfo.Properties.Where(member => !IsAlwaysThere(member)).Select(member => member.Name)
            );
        }
        WithoutNull(schema);
        return Task.CompletedTask;
    }

    private static bool IsAlwaysThere(JsonPropertyInfo member) =>
        !member.IsGetNullable
        && Nullable.GetUnderlyingType(member.PropertyType) is null
        && member.AssociatedParameter is not { HasDefaultValue: true };

    /// <summary>Nulls are never written, so no generated client needs to expect them.</summary>
    public static void WithoutNull(OpenApiSchema schema)
    {
        if (schema.Type is { } type && type != JsonSchemaType.Null)
            schema.Type = type & ~JsonSchemaType.Null;
        if (schema.Enum is { } codes)
            schema.Enum = [.. codes.Where(code => code is not null)];
        if (schema.Default is not null && schema.Default.GetValueKind() == System.Text.Json.JsonValueKind.Null)
            schema.Default = null;
        foreach (var (name, member) in schema.Properties?.ToList() ?? [])
            schema.Properties![name] = NotNull(member);
        if (schema.Items is { } items)
            schema.Items = NotNull(items);
    }

    private static IOpenApiSchema NotNull(IOpenApiSchema member) =>
        member is OpenApiSchema { OneOf: { Count: 2 } either }
        && either.SingleOrDefault(one => one.Type != JsonSchemaType.Null) is { } only
            ? only
            : member;
}
