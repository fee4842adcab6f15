using System.Text.Json.Serialization;

namespace Gateway.Domain.Channels;

/// <summary>What a leg is for. Each has its own delivery; none says anything about another.</summary>
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
