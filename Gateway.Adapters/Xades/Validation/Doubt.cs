namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// What speaks against a signature as long as it could have been made just now, and falls away once the signature, or the
/// timestamp, is proven to have existed in time (ETSI EN 319 102-1, 5.5.4).
/// </summary>
/// <param name="From">No earlier than this does a proof help.</param>
/// <param name="Before">Proven to have existed before this, it is no doubt any more. Null: time alone does not settle
/// it.</param>
internal sealed record Doubt(
    SubIndication SubIndication,
    string Reason,
    DateTimeOffset? From = null,
    DateTimeOffset? Before = null
)
{
    /// <summary>
    /// Of the certificate and its path, which are looked at again as they were in the past; else of the value itself.
    /// </summary>
    public bool IsOfPath { get; init; } = true;

    /// <summary>Only that what tells of revocation is not as fresh as it should be.</summary>
    public bool IsOfAge { get; init; }

    public bool IsSettledBy(DateTimeOffset existedAt) =>
        Before is { } before && existedAt < before && (From is not { } from || existedAt >= from);

    public Conclusion ToConclusion() => Conclusion.Unsettled(SubIndication, Reason);
}
