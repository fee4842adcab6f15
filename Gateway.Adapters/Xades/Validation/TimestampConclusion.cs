using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The result for one token.</summary>
/// <param name="Authority">Whose certificate the token names; null when it is not at hand.</param>
internal sealed record TimestampConclusion(
    XadesTimestamp Timestamp,
    EmbeddedToken Token,
    Certificate? Authority,
    Conclusion Conclusion
)
{
    public DateTimeOffset? Time => Token.Token?.Time;

    public bool IsPassed => Conclusion.IsPassed;

    /// <summary>Over data before it was signed: then the signature is the later of the two.</summary>
    public bool IsOfContent => Timestamp.Kind is TimestampKind.AllDataObjects or TimestampKind.IndividualDataObjects;

    public bool IsArchive => Timestamp.Kind is TimestampKind.Archive or TimestampKind.ArchiveV132;

    /// <summary>The key of a token among the proofs of existence.</summary>
    public static string KeyOf(TimestampToken token) => Convert.ToHexStringLower(SHA256.HashData(token.Encoded.Span));
}
