using System.Text.Json.Serialization;

namespace Gateway.Domain.Channels;

/// <summary>The purpose of a leg. Each leg has its own delivery, which proves nothing about another leg.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LegKind>))]
public enum LegKind
{
    /// <summary>The leg with legal effect.</summary>
    [JsonStringEnumMemberName("formal")]
    Formal,

    /// <summary>The same message ahead of its formal leg, e.g. by the police network while the formal one travels.</summary>
    [JsonStringEnumMemberName("advanceCopy")]
    AdvanceCopy,

    /// <summary>The same message again, to confirm formally what went by expedited means.</summary>
    [JsonStringEnumMemberName("confirmation")]
    Confirmation,
}
