namespace Gateway.Domain.Publishers;

/// <summary>The newest imported list of a publisher. An older list is rejected, for every authority.</summary>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
public sealed record PublishedLists(Guid Id, string Digest, DateTimeOffset PublishedAt)
{
    public static PublishedLists Create(ListTakenIn fact) => new(fact.PublisherId, fact.Digest, fact.PublishedAt);

    public PublishedLists Apply(ListTakenIn fact) => this with { Digest = fact.Digest, PublishedAt = fact.PublishedAt };

    /// <summary>Whether a list is too late: an equally new or newer one was imported.</summary>
    public bool Overtakes(string digest, DateTimeOffset publishedAt) => digest != Digest && publishedAt <= PublishedAt;

    /// <summary>The stream of a publisher: derived from its code.</summary>
    public static Guid StreamId(string source) => StreamIds.Of("publisher", source);
}

/// <summary>A signed list was imported. It is newer than its publisher's earlier lists.</summary>
/// <param name="Source">Code of the publisher whose pinned key signed the list.</param>
/// <param name="Digest">SHA-256 of the file, lower-case hex.</param>
public sealed record ListTakenIn(
    Guid PublisherId,
    string Source,
    string Digest,
    DateTimeOffset PublishedAt,
    DateTimeOffset TakenInAt
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => TakenInAt;
}
