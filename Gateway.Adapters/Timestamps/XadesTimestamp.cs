using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>A property of a signature that holds one timestamp, or several of the same.</summary>
/// <param name="Element">The property.</param>
/// <param name="Tokens">In document order; none when it holds none that could be read as one.</param>
/// <param name="Coverage">What it is of; nothing when that cannot be told.</param>
public sealed record XadesTimestamp(
    TimestampKind Kind,
    Element Element,
    IReadOnlyList<EmbeddedToken> Tokens,
    TimestampCoverage Coverage
)
{
    /// <summary>
    /// There is a token in it, and each is of what it should be of, and signed by the certificate it names.
    /// </summary>
    public bool IsIntact => Tokens.Count > 0 && Tokens.All(token => token.IsIntact);
}

/// <summary>A token in a timestamp.</summary>
/// <param name="Element">The EncapsulatedTimeStamp.</param>
/// <param name="Token">Null when what is there is none.</param>
/// <param name="Imprint">Whether it is of what it should be of.</param>
/// <param name="Check">Of its own signature; null when it is no token.</param>
/// <param name="Reason">Null when all is well; one sentence that quotes nothing.</param>
public sealed record EmbeddedToken(
    Element Element,
    TimestampToken? Token,
    ReferenceOutcome Imprint,
    TokenCheck? Check,
    string? Reason
)
{
    public bool IsIntact => Token is not null && Imprint == ReferenceOutcome.Intact && Check is { IsValid: true };
}
