namespace Gateway.Adapters.Timestamps;

/// <summary>How an authority is asked over HTTP (RFC 3161, 3.4).</summary>
/// <param name="Url">http or https; the token is signed, so the connection need not be protected.</param>
public sealed record TimestampAuthorityOptions(Uri Url)
{
    /// <summary>Time limit for one attempt.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Retries when the authority could not be reached or was too busy.</summary>
    public int Retries { get; init; } = 2;

    public TimeSpan PauseBetween { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest difference between the time in the token and the local clock, in either direction.</summary>
    public TimeSpan LargestDifference { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of an answer.</summary>
    public int LargestReply { get; init; } = SoundToken.LargestReply;
}
