using System.Globalization;

namespace Gateway.Domain.Channels;

/// <summary>One attempt to carry one message to one endpoint.</summary>
/// <param name="Key">Stable over all attempts: <c>AUTHORITY/message id/leg</c>.</param>
/// <param name="Attempt">1, 2, 3 ...; the receiver never sees it.</param>
/// <param name="SubmittedAt">When the message was accepted; the date every attempt carries, so that its bytes are
/// equal.</param>
public sealed record Dispatch(
    TransmissionKey Key,
    int Attempt,
    Guid ExchangeId,
    string From,
    string To,
    ChannelEndpoint Sender,
    ChannelEndpoint Recipient,
    DateTimeOffset SubmittedAt,
    Content Document,
    IReadOnlyList<Content> Attachments,
    LegKind LegKind = LegKind.Formal
);

/// <summary>The derived, stable name of a transmission, sent on every attempt.</summary>
/// <param name="Authority">Code of the issuing authority.</param>
/// <param name="Leg">1, 2, 3 ... of this message.</param>
public readonly record struct TransmissionKey(string Authority, Guid MessageId, int Leg)
{
    public override string ToString() => $"{Authority}/{MessageId}/{Leg}";

    /// <summary>Reads the form that <see cref="ToString"/> writes; null for any other text.</summary>
    public static TransmissionKey? Read(string? text) =>
        text?.Split('/') is [{ Length: > 0 and <= 64 } authority, var id, var leg]
        && Guid.TryParseExact(id, "D", out var messageId)
        && int.TryParse(leg, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and < 1000
            ? new(authority, messageId, number)
            : null;
}

/// <summary>Bytes that are opened when needed and may be opened again.</summary>
/// <param name="Name">File name as the signed document gives it; hostile until encoded for where it goes.</param>
/// <param name="Size">Bytes.</param>
public sealed record Content(string Name, string MediaType, long Size, Func<CancellationToken, ValueTask<Stream>> OpenAsync);
