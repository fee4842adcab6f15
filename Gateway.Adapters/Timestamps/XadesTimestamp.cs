using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>A property of a signature that holds one timestamp, or several of the same.</summary>
/// <param name="Element">The property.</param>
/// <param name="Tokens">In document order; none when it holds none that could be read as one.</param>
/// <param name="Coverage">The data it covers; nothing when this cannot be determined.</param>
public sealed record XadesTimestamp(
    TimestampKind Kind,
    Element Element,
    IReadOnlyList<EmbeddedToken> Tokens,
    TimestampCoverage Coverage
)
{
    /// <summary>It holds a token, and each token covers the right data and is signed by the certificate it names.</summary>
    public bool IsIntact => Tokens.Count > 0 && Tokens.All(token => token.IsIntact);
}

/// <summary>A token in a timestamp.</summary>
/// <param name="Element">The EncapsulatedTimeStamp.</param>
/// <param name="Token">Null when the content is not a token.</param>
/// <param name="Imprint">Whether it covers the right data.</param>
/// <param name="Check">The check of its own signature; null when the data is no token.</param>
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
