using System.Text.Json.Serialization;

namespace Gateway.Domain.Audit;

/// <summary>
/// The reads of the content of one request, in a separate stream. Each read is an event, and a read never changes the
/// version of the request.
/// </summary>
public sealed record Access(Guid Id, Guid RequestId)
{
    public static Access Create(ContentAccessed fact) => new(fact.AccessId, fact.RequestId);

    /// <summary>The id of a request's access stream. It is derived, so it needs no look-up and is unique.</summary>
    public static Guid IdOf(Guid requestId) => StreamIds.Of("access", requestId.ToString());
}

/// <summary>Content is about to be given out. The event is recorded before the first byte is sent.</summary>
/// <param name="ItemId">The vault item, which the request's own events cite.</param>
/// <param name="Role">The role in which the caller read. The caller's id is metadata of the event.</param>
/// <param name="Purpose">As the caller stated it; null when it did not.</param>
public sealed record ContentAccessed(
    Guid AccessId,
    Guid RequestId,
    Guid MessageId,
    string ItemId,
    string Role,
    AccessPurpose? Purpose,
    DateTimeOffset AccessedAt
) : IDomainEvent, IAboutMessage
{
    DateTimeOffset IDomainEvent.At => AccessedAt;
}

/// <summary>What content is read for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessPurpose>))]
public enum AccessPurpose
{
    /// <summary>Dealing with the request.</summary>
    [JsonStringEnumMemberName("handling")]
    Handling,

    [JsonStringEnumMemberName("audit")]
    Audit,

    /// <summary>A person concerned, or a court, asked how content was obtained and handled.</summary>
    [JsonStringEnumMemberName("disclosure")]
    Disclosure,

    [JsonStringEnumMemberName("incident")]
    Incident,
}
