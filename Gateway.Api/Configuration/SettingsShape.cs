using System.Collections;
using System.ComponentModel;
using System.Reflection;

namespace Gateway.Api.Configuration;

/// <summary>
/// The values allowed at one place of the configuration, read from the options types: a value, a list, a map of free keys,
/// or named members.
/// </summary>
internal sealed record SettingsShape(Type Type, object? Default = null)
{
    /// <summary>By name, without regard to case; empty for everything but a record.</summary>
    public Dictionary<string, SettingsShape> Members { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The property a member was read from; null at the top of a section.</summary>
    public PropertyInfo? Property { get; private init; }

    /// <summary>The element of a list or a map.</summary>
    public SettingsShape? Element { get; private init; }

    public bool IsMap { get; private init; }

    public bool IsValue => Element is null && Members.Count == 0;

    /// <summary>The type of one value, without its nullability.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Type) ?? Type;

    public static SettingsShape Of(Type type, PropertyInfo? property = null, object? preset = null)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (MapElement(bare) is { } mapped)
            return new(type, preset)
            {
                Property = property,
                Element = Of(mapped),
                IsMap = true,
            };
        if (ListElement(bare) is { } listed)
            return new(type, preset) { Property = property, Element = Of(listed) };
        var shape = new SettingsShape(type, preset) { Property = property };
        if (bare.Namespace?.StartsWith("Gateway.", StringComparison.Ordinal) == true && !bare.IsEnum)
        {
            var defaults = preset ?? Activator.CreateInstance(bare);
            foreach (var member in bare.GetProperties().Where(IsSetting))
                shape.Members[member.Name] = Of(member.PropertyType, member, member.GetValue(defaults));
        }
        return shape;
    }

    /// <summary>A property without a public setter, or one that only the gateway itself sets, is no setting.</summary>
    private static bool IsSetting(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true, IsStatic: false }
        && property.GetCustomAttribute<BrowsableAttribute>() is not { Browsable: false };

    private static Type? MapElement(Type type) => Argument(type, typeof(IReadOnlyDictionary<,>), 1);

    private static Type? ListElement(Type type) =>
        type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type)
            ? null
            : Argument(type, typeof(IReadOnlyList<>), 0);

    private static Type? Argument(Type type, Type open, int place) =>
        type.GetInterfaces()
            .Append(type)
            .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == open)
            ?.GetGenericArguments()[place];
}
