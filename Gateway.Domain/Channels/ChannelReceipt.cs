using System.Text.Json.Serialization;

namespace Gateway.Domain.Channels;

/// <summary>Evidence about one transmission that came back over its channel.</summary>
/// <param name="Key">The key of the transmission that the receipt is about, as sent with every attempt.</param>
/// <param name="StatedAt">The time that the receipt states.</param>
/// <param name="Assurance">The strength of the evidence, from 0 (inferred) to 5 (signed act of the authority), fixed by
/// channel and kind.</param>
/// <param name="Evidence">The evidence as received.</param>
public sealed record ChannelReceipt(
    TransmissionKey Key,
    ReceiptKind Kind,
    int Assurance,
    DateTimeOffset StatedAt,
    Content Evidence
);

/// <summary>
/// The statement of a receipt. Opened is never inferred from delivered, and an acknowledgement by the authority is never
/// inferred from either.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiptKind>))]
public enum ReceiptKind
{
    /// <summary>The counterpart's system, or the mailbox, has the message.</summary>
    [JsonStringEnumMemberName("delivered")]
    Delivered,

    /// <summary>The message cannot be delivered.</summary>
    [JsonStringEnumMemberName("deliveryFailed")]
    DeliveryFailed,

    /// <summary>A person, or the authority's own system, took over the message.</summary>
    [JsonStringEnumMemberName("opened")]
    Opened,
}
