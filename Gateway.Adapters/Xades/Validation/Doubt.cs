namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// An objection to a signature or timestamp that could have been made just now. It is removed once the signature or
/// timestamp is proven to have existed in time (ETSI EN 319 102-1, 5.5.4).
/// </summary>
/// <param name="From">A proof from before this time does not help.</param>
/// <param name="Before">A proof of existence before this time removes the doubt. Null: time alone does not remove
/// it.</param>
internal sealed record Doubt(
    SubIndication SubIndication,
    string Reason,
    DateTimeOffset? From = null,
    DateTimeOffset? Before = null
)
{
    /// <summary>
    /// About the certificate and its path, which are validated again for the past; otherwise about the value itself.
    /// </summary>
    public bool IsOfPath { get; init; } = true;

    /// <summary>The only objection is that the revocation data is not fresh enough.</summary>
    public bool IsOfAge { get; init; }

    public bool IsSettledBy(DateTimeOffset existedAt) =>
        Before is { } before && existedAt < before && (From is not { } from || existedAt >= from);

    public Conclusion ToConclusion() => Conclusion.Unsettled(SubIndication, Reason);
}
