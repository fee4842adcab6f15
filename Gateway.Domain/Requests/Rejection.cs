using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>
/// A submission (or an arrival) that was rejected. It has a stream of its own and occupies no message id. ERDS A.2
/// SubmissionRejection; a refusal, by contrast, is a legal decision on a request.
/// </summary>
/// <param name="Size">Bytes of the document kept; null when none was.</param>
/// <param name="Digest">Of the ciphertext of the document kept.</param>
public sealed record Rejection(
    Guid Id,
    string Problem,
    string Via,
    DateTimeOffset RejectedAt,
    long? Size = null,
    string? Digest = null
)
{
    public static Rejection Create(SubmissionRejected fact) =>
        new(fact.RejectionId, fact.Problem, fact.Via, fact.RejectedAt, fact.Document?.Size, fact.Document?.CiphertextDigest);
}

/// <param name="Problem">Name from the catalogue of problems.</param>
/// <param name="Via"><c>api</c>, or the channel it came over.</param>
/// <param name="Document">What was submitted, or its beginning; null where the quota was used up. Removed after the
/// retention period.</param>
/// <param name="Report">Why, in full; null where the quota was used up. Removed after the retention period.</param>
/// <param name="Size">Bytes of the whole document; null where none was read.</param>
/// <param name="Fingerprint">Keyed digest of the whole document: it identifies the same bytes after the content was
/// removed.</param>
public sealed record SubmissionRejected(
    Guid RejectionId,
    string Problem,
    string Via,
    VaultItem? Document,
    VaultItem? Report,
    DateTimeOffset RejectedAt,
    long? Size = null,
    string? Fingerprint = null
) : IDomainEvent
{
    DateTimeOffset IDomainEvent.At => RejectedAt;

    IEnumerable<VaultItem> IDomainEvent.Cites => new[] { Document, Report }.OfType<VaultItem>();
}
