using System.ComponentModel;
using System.Globalization;

namespace Gateway.Api.Configuration;

/// <summary>
/// Compares the keys of a configuration with the known settings: none is unknown, none is empty, each has its type.
/// </summary>
internal static class SettingsCheck
{
    /// <summary>The form in which people write a key: <c>Gateway__Evidence__Anchors</c>.</summary>
    public static string Written(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    public static IEnumerable<string> Faults(IConfiguration configuration) =>
        configuration
            .GetChildren()
            .SelectMany(top =>
                SettingsSections.Root.Members.TryGetValue(top.Key, out var shape)
                    ? Faults(top, shape, NameOf(top.Key))
                    : Misspelt(top)
            );

    private static string NameOf(string key) =>
        SettingsSections.Root.Members.Keys.First(name => name.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Other top-level keys belong to the environment; a key that is similar to one of ours is a misspelt setting.
    /// </summary>
    private static IEnumerable<string> Misspelt(IConfigurationSection top)
    {
        var sections = SettingsSections.Root.Members.Keys;
        if (top.GetChildren().Any())
        {
            if (
                sections.FirstOrDefault(name =>
                    Spelling.Distance(top.Key.ToUpperInvariant(), name.ToUpperInvariant()) <= 2
                ) is
                { } meant
            )
                yield return $"{top.Key} is no section of the configuration; did you mean {meant}?";
            yield break;
        }
        // A single underscore separates nothing.
        if (
            sections.FirstOrDefault(name => top.Key.StartsWith($"{name}_", StringComparison.OrdinalIgnoreCase))
            is not { } section
        )
            yield break;
        var rest = top.Key[(section.Length + 1)..].Trim('_').Replace("__", "_", StringComparison.Ordinal);
        if (Spelling.Nearest(rest.Split('_')[0], SettingsSections.Root.Members[section].Members.Keys) is { } name)
            yield return $"{top.Key} is no setting; did you mean {section}__{name}?";
    }

    private static IEnumerable<string> Faults(IConfigurationSection section, SettingsShape shape, string path)
    {
        var written = Written(path);
        var children = section.GetChildren().ToList();
        if (shape.IsValue)
            return children.Count > 0
                ? [$"{written} takes one value; {Written(children[0].Path)} is no setting."]
                : OfValue(section.Value, shape, written);
        if (children.Count == 0)
            return
            [
                section.Value is { Length: > 0 }
                    ? $"{written} takes no value of its own."
                    : $"{written} is empty; give it a value or leave it out.",
            ];
        return children.SelectMany(child => Child(child, shape, path));
    }

    private static IEnumerable<string> Child(IConfigurationSection child, SettingsShape shape, string path)
    {
        if (shape.Members.TryGetValue(child.Key, out var member))
            return Faults(
                child,
                member,
                $"{path}:{shape.Members.Keys.First(name => name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))}"
            );
        if (
            shape.Element is { } element
            && (shape.IsMap || int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        )
            return Faults(child, element, $"{path}:{child.Key}");
        var hint =
            shape.Element is not null ? $"its members are numbered: {Written(path)}__0."
            : Spelling.Nearest(child.Key, shape.Members.Keys) is { } meant ? $"did you mean {Written($"{path}:{meant}")}?"
            : "see docs/configuration.md.";
        return [$"{Written($"{path}:{child.Key}")} is no setting; {hint}"];
    }

    private static IEnumerable<string> OfValue(string? value, SettingsShape shape, string written)
    {
        if (string.IsNullOrWhiteSpace(value))
            yield return $"{written} is empty; give it a value or leave it out.";
        else if (!IsOf(value, shape.ValueType))
            yield return $"{written} is not {Described(shape.ValueType)}.";
    }

    private static bool IsOf(string value, Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase);
        if (type == typeof(Uri))
            return Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        // A bare number would be that many days.
        if (type == typeof(TimeSpan) && !value.Contains(':', StringComparison.Ordinal))
            return false;
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception exception)
            when (exception is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>With its article, as pages and messages name a type.</summary>
    public static string Described(Type type) =>
        type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) => "a whole number in its range",
            _ when type == typeof(TimeSpan) => "a time span such as 00:00:30 or 1.00:00:00",
            _ when type == typeof(DateTimeOffset) => "a date and time such as 2030-01-01T00:00:00Z",
            _ when type == typeof(Uri) => "an http or https address",
            _ => "a text",
        };
}
