using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Gateway.Adapters.Messages;

/// <summary>
/// How the domain's enumerations are written in documents: the names they carry for JSON, so that there is one list.
/// </summary>
internal static class Vocabulary<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> ByName = typeof(T)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToFrozenDictionary(
            field => field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name,
            field => (T)field.GetValue(null)!
        );

    private static readonly FrozenDictionary<T, string> ByValue = ByName.ToFrozenDictionary(p => p.Value, p => p.Key);

    public static T Read(string name) => ByName[name];

    public static string Write(T value) => ByValue[value];
}
