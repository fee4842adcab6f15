using System.Text.Json.Serialization;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>
/// Something about the request was transmitted outside the gateway, and is recorded without delay: reference, time, sender,
/// recipient, file names and sizes are in the record. Regulation (EU) 2023/1543 article 19(6).
/// </summary>
/// <param name="IsOutbound">Sent by the served authority; else received by it.</param>
public sealed record OutsideTransmissionRecorded(
    Guid RequestId,
    OutsidePurpose Purpose,
    OutsideMeans Means,
    bool IsOutbound,
    VaultItem Record,
    DateTimeOffset TookPlaceAt,
    DateTimeOffset RecordedAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RecordedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Record];
}

/// <summary>What a transmission outside the gateway was for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutsidePurpose>))]
public enum OutsidePurpose
{
    /// <summary>The original on paper that the counterpart asks for.</summary>
    [JsonStringEnumMemberName("paperOriginal")]
    PaperOriginal,

    [JsonStringEnumMemberName("formalConfirmation")]
    FormalConfirmation,

    /// <summary>The certified copy that the counterpart asks for.</summary>
    [JsonStringEnumMemberName("certifiedCopy")]
    CertifiedCopy,

    /// <summary>Items too large, or otherwise unfit, for a channel.</summary>
    [JsonStringEnumMemberName("items")]
    Items,

    [JsonStringEnumMemberName("other")]
    Other,
}

/// <summary>Records the transmission and the obligations that it meets.</summary>
public static class RecordOutsideTransmissionDecider
{
    public static IReadOnlyList<object> Decide(
        OutsidePurpose purpose,
        OutsideMeans means,
        bool isOutbound,
        VaultItem record,
        DateTimeOffset tookPlaceAt,
        Request request,
        DateTimeOffset now
    )
    {
        List<object> facts =
        [
            new OutsideTransmissionRecorded(request.Id, purpose, means, isOutbound, record, tookPlaceAt, now),
        ];
        DeadlineKind? met = purpose switch
        {
            OutsidePurpose.PaperOriginal => DeadlineKind.PaperOriginal,
            OutsidePurpose.CertifiedCopy => DeadlineKind.CertifiedCopy,
            OutsidePurpose.FormalConfirmation => DeadlineKind.FormalConfirmation,
            _ => null,
        };
        if (met is { } kind && request.Deadlines.Find(deadline => deadline.Kind == kind && deadline.IsOpen) is { } owed)
            facts.Add(new ObligationMet(request.Id, owed.Number, MessageId: null, now));
        return facts;
    }
}
