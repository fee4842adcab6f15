using System.Text.Json.Serialization;

namespace Gateway.Domain.Audit;

/// <summary>
/// Who read the content of one request, in a stream of its own beside the request's: every read is a fact, and reading never
/// moves the version of what is read.
/// </summary>
public sealed record Access(Guid Id, Guid RequestId)
{
    public static Access Create(ContentAccessed fact) => new(fact.AccessId, fact.RequestId);

    /// <summary>The access stream of a request: derived, so that there is nothing to look up and no second one.</summary>
    public static Guid IdOf(Guid requestId) => StreamIds.Of("access", requestId.ToString());
}

/// <summary>Content was about to be given out; recorded before its first byte left.</summary>
/// <param name="ItemId">The vault item, which the request's own facts cite.</param>
/// <param name="Role">In which the caller read; who it was is metadata of the event.</param>
/// <param name="Purpose">As the caller stated it; null when it did not.</param>
public sealed record ContentAccessed(
    Guid AccessId,
    Guid RequestId,
    Guid MessageId,
    string ItemId,
    string Role,
    AccessPurpose? Purpose,
    DateTimeOffset AccessedAt
) : IFact, IAboutMessage
{
    DateTimeOffset IFact.At => AccessedAt;
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
