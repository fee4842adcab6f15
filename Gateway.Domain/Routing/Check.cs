using System.Text.Json.Serialization;

namespace Gateway.Domain.Routing;

/// <summary>One check before a message leaves, and its result for the message.</summary>
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

    /// <summary>The message can be sent, but a person should know this first.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The message cannot be sent.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,
}
