using System.Text.Json.Serialization;

namespace Gateway.Domain.Routing;

/// <summary>One thing that is looked at before a message leaves, and what it means for the message.</summary>
/// <param name="Name">A code; docs/preflight.md lists them.</param>
/// <param name="Why">One sentence for a person, without anything personal.</param>
public sealed record Check(string Name, Verdict Verdict, string Why)
{
    public static Check Ok(string name, string why) => new(name, Verdict.Ok, why);

    public static Check Warning(string name, string why) => new(name, Verdict.Warning, why);

    public static Check Blocked(string name, string why) => new(name, Verdict.Blocked, why);
}

/// <summary>What a check means; the gravest of several counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It goes, and a person should know this first.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>It does not go.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,
}
