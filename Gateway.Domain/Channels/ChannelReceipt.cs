using System.Text.Json.Serialization;

namespace Gateway.Domain.Channels;

/// <summary>Evidence about one transmission that came back over its channel.</summary>
/// <param name="Key">The transmission it is about, as sent with every attempt.</param>
/// <param name="StatedAt">The time it states itself.</param>
/// <param name="Assurance">What it can prove, from 0 (inferred) to 5 (signed act of the authority); fixed by channel and
/// kind.</param>
/// <param name="Evidence">As it came.</param>
public sealed record ChannelReceipt(
    TransmissionKey Key,
    ReceiptKind Kind,
    int Assurance,
    DateTimeOffset StatedAt,
    Content Evidence
);

/// <summary>
/// The statement of a receipt. Opened is never inferred from delivered, and neither is an acknowledgement by the authority.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiptKind>))]
public enum ReceiptKind
{
    /// <summary>The counterpart's system, or the mailbox, has it.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The message cannot be delivered.</summary>
    [JsonStringEnumMemberName("deliveryFailed")]
    DeliveryFailed,

    /// <summary>A person, or the authority's own system, took it over.</summary>
    [JsonStringEnumMemberName("opened")]
    Opened,
}
