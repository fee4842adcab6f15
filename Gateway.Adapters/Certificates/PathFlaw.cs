namespace Gateway.Adapters.Certificates;

public enum PathFlawKind
{
    NotYetValid,
    Expired,
    NotAuthority,
    TooManyIssuers,
    MayNotIssue,
    NameNotAllowed,
    PolicyMissing,
    UnknownCriticalExtension,
}

/// <param name="Certificate">The one that the path fails at.</param>
public sealed record PathFlaw(PathFlawKind Kind, Certificate Certificate)
{
    public string Reason =>
        Kind switch
        {
            PathFlawKind.NotYetValid => "A certificate of the path is not valid yet.",
            PathFlawKind.Expired => "A certificate of the path is no longer valid.",
            PathFlawKind.NotAuthority => "A certificate was issued by one that is no authority's.",
            PathFlawKind.TooManyIssuers => "The path is longer than an issuer allows.",
            PathFlawKind.MayNotIssue => "A certificate was issued with a key that is not for issuing.",
            PathFlawKind.NameNotAllowed => "A certificate has a name that its issuer may not certify.",
            PathFlawKind.PolicyMissing => "The path has no policy, where one must be there.",
            _ => "A certificate has a critical extension that is not known.",
        };
}
