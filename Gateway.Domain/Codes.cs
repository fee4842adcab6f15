using System.Reflection;
using System.Text.Json.Serialization;

namespace Gateway.Domain;

/// <summary>The outer name of an enum value: the one in JSON, in the message document and on the command line.</summary>
public static class Codes
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>Reads an outer name. Case and hyphens are ignored, for use at a command line.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum => Names<T>.ByName.TryGetValue(text.Replace("-", "", StringComparison.Ordinal), out value);

    public static IReadOnlyCollection<string> All<T>()
        where T : struct, Enum => [.. Names<T>.ByValue.Values];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly IReadOnlyDictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(
                value => value,
                value =>
                    typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                    ?? throw new InvalidOperationException($"{typeof(T).Name}.{value} has no outer name.")
            );

        public static readonly IReadOnlyDictionary<string, T> ByName = ByValue.ToDictionary(
            pair => pair.Value,
            pair => pair.Key,
            StringComparer.OrdinalIgnoreCase
        );
    }
}
