using System.Text.Json.Serialization;

namespace Gateway.Domain.Channels;

/// <summary>What a channel says of one attempt.</summary>
/// <param name="Detail">A code of the channel's documented list, e.g. <c>smtp-451-4.3.2</c>; never text of the peer.</param>
public sealed record ChannelAnswer(DeliveryOutcome Outcome, string Detail);

/// <summary>The closed set of outcomes of an attempt.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeliveryOutcome>))]
public enum DeliveryOutcome
{
    /// <summary>The channel took responsibility (for e-mail: 250 after the data). Says nothing about delivery.</summary>
    [JsonStringEnumMemberName("handedToChannel")]
    HandedToChannel,

    /// <summary>Not taken, and another attempt may succeed.</summary>
    [JsonStringEnumMemberName("retryable")]
    Retryable,

    /// <summary>Not taken, and no attempt with the same bytes can succeed.</summary>
    [JsonStringEnumMemberName("permanent")]
    Permanent,

    /// <summary>The channel cannot tell whether it was taken; only a receipt or a person can settle it.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
