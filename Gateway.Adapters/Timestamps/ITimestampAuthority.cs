using System.Security.Cryptography;

namespace Gateway.Adapters.Timestamps;

/// <summary>An authority that certifies when a digest existed, in tokens of RFC 3161.</summary>
public interface ITimestampAuthority
{
    /// <summary>Never throws because of the authority's behaviour.</summary>
    /// <param name="algorithm">The algorithm of <paramref name="hash"/>, one of <see cref="ImprintAlgorithm"/>.</param>
    /// <exception cref="ArgumentException">The algorithm is not on the list, or the digest has another length.</exception>
    Task<TimestampAnswer> StampAsync(HashAlgorithmName algorithm, ReadOnlyMemory<byte> hash, CancellationToken cancellation);
}

/// <summary>The result of a query: a token, or the reason why there is no token.</summary>
public abstract record TimestampAnswer
{
    private TimestampAnswer() { }

    /// <param name="Token">DER of a TimeStampToken (RFC 3161, 2.4.2) with the authority's certificate in it.</param>
    /// <param name="Time">The time in the token.</param>
    public sealed record Stamped(ReadOnlyMemory<byte> Token, DateTimeOffset Time) : TimestampAnswer;

    /// <param name="Detail">A code such as a status or a number, never text from the authority.</param>
    public sealed record Failed(TimestampFailure Failure, string? Detail = null) : TimestampAnswer;
}

/// <summary>Why there is no token.</summary>
public enum TimestampFailure
{
    /// <summary>There is no authority to ask.</summary>
    NotConfigured,
    Unreachable,
    TimedOut,

    /// <summary>An HTTP status that is no success.</summary>
    NotServed,

    /// <summary>The media type of the response is not <c>application/timestamp-reply</c>.</summary>
    NotAReply,
    TooLarge,
    Malformed,

    /// <summary>The authority rejected the query (RFC 3161, 2.4.2, PKIStatus).</summary>
    Rejected,

    /// <summary>The token is for another digest than the one sent.</summary>
    OtherImprint,

    /// <summary>The nonce of the token is that of another query.</summary>
    OtherNonce,

    /// <summary>
    /// The token is not signed by the certificate it names, or that certificate is not for timestamps only, or was not valid
    /// at the time.
    /// </summary>
    NotSigned,

    /// <summary>The time in the token differs too much from the local clock.</summary>
    OtherTime,
}
