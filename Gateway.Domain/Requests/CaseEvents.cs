using System.Text.Json.Serialization;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

// Events of a Request stream that one side records for itself. The counterpart is not informed of them.

/// <summary>The case was closed.</summary>
public sealed record RequestClosed(Guid RequestId, VaultItem? Note, DateTimeOffset ClosedAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ClosedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Note is null ? [] : [Note];
}

/// <summary>A closed case was reopened: by a person, or by an arrived message.</summary>
/// <param name="MessageId">The message; null when a person reopened it.</param>
public sealed record RequestReopened(Guid RequestId, Guid? MessageId, VaultItem? Reasons, DateTimeOffset ReopenedAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => ReopenedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => Reasons is null ? [] : [Reasons];
}

/// <summary>
/// A treaty's time limit expired before the required step followed. This ends the measure, not the co-operation.
/// </summary>
public sealed record RequestLapsed(Guid RequestId, int Deadline, DateTimeOffset LapsedAt) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => LapsedAt;
}

/// <summary>Another request of the served authority belongs to this one.</summary>
/// <param name="OtherRequestId">Another request of the same tenant.</param>
public sealed record RequestLinked(Guid RequestId, Guid OtherRequestId, LinkKind Kind, DateTimeOffset LinkedAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => LinkedAt;
}

/// <summary>
/// A recorded event was wrong. It stays, and this event states the error and the reason. No event is ever edited.
/// </summary>
/// <param name="Sequence">The sequence of the corrected event.</param>
public sealed record CorrectionRecorded(Guid RequestId, long Sequence, VaultItem Reasons, DateTimeOffset CorrectedAt)
    : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => CorrectedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => [Reasons];
}

/// <summary>The relation of the other request to this one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinkKind>))]
public enum LinkKind
{
    /// <summary>The request announced by a draft, a preservation, a provisional arrest, or informal information.</summary>
    [JsonStringEnumMemberName("followedBy")]
    FollowedBy,

    /// <summary>What this one follows.</summary>
    [JsonStringEnumMemberName("follows")]
    Follows,

    /// <summary>The written request that confirms one made outside the gateway.</summary>
    [JsonStringEnumMemberName("confirmedBy")]
    ConfirmedBy,

    [JsonStringEnumMemberName("seeAlso")]
    SeeAlso,
}
