using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Evidence;

/// <summary>
/// Evidence that the messages of one request existed, in a separate stream. Recording it never changes the version of the
/// request and never changes an original.
/// </summary>
/// <param name="Records">The record in force, by message.</param>
public sealed record KeptEvidence(Guid Id, Guid RequestId, ImmutableDictionary<Guid, VaultItem> Records)
{
    public static KeptEvidence Create(EvidenceTaken fact) =>
        new KeptEvidence(fact.EvidenceId, fact.RequestId, ImmutableDictionary<Guid, VaultItem>.Empty).Apply(fact);

    public KeptEvidence Apply(EvidenceTaken fact) => this with { Records = Records.SetItem(fact.MessageId, fact.Record) };

    public KeptEvidence Apply(EvidenceRenewed fact) => this with { Records = Records.SetItem(fact.MessageId, fact.Record) };

    /// <summary>The id of a request's evidence stream. It is derived, so it needs no look-up and is unique.</summary>
    public static Guid IdOf(Guid requestId) => StreamIds.Of("evidence", requestId.ToString());
}

/// <summary>A timestamp covers an original: document and attachments of a message.</summary>
/// <param name="Record">An evidence record, RFC 4998.</param>
/// <param name="Digest">Algorithm of its hash tree, e.g. <c>SHA256</c>.</param>
/// <param name="StampedAt">What the timestamp says.</param>
/// <param name="GoodUntil">Time before which it must be renewed, because its certificates or its algorithm expire.</param>
public sealed record EvidenceTaken(
    Guid EvidenceId,
    Guid RequestId,
    Guid MessageId,
    VaultItem Record,
    string Digest,
    DateTimeOffset StampedAt,
    DateTimeOffset GoodUntil,
    DateTimeOffset TakenAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => TakenAt;
    IEnumerable<VaultItem> IDomainEvent.Cites => [Record];
}

/// <summary>A further timestamp covers the one before, while that is still good.</summary>
/// <param name="Record">The previous record with one more timestamp; it replaces the previous record.</param>
/// <param name="Digest">Algorithm of its last hash tree.</param>
public sealed record EvidenceRenewed(
    Guid EvidenceId,
    Guid RequestId,
    Guid MessageId,
    EvidenceRenewal Renewal,
    VaultItem Record,
    string Digest,
    DateTimeOffset StampedAt,
    DateTimeOffset GoodUntil,
    DateTimeOffset RenewedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => RenewedAt;
    IEnumerable<VaultItem> IDomainEvent.Cites => [Record];
}

/// <summary>The two ways of RFC 4998, 5.2.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvidenceRenewal>))]
public enum EvidenceRenewal
{
    /// <summary>Over the last timestamp alone.</summary>
    [JsonStringEnumMemberName("timestamp")]
    Timestamp,

    /// <summary>Over the original again, by a stronger digest.</summary>
    [JsonStringEnumMemberName("hashTree")]
    HashTree,
}
