namespace Gateway.Adapters.Timestamps;

/// <summary>How an authority is asked over HTTP (RFC 3161, 3.4).</summary>
/// <param name="Url">http or https; a token proves itself, so the connection need not.</param>
public sealed record TimestampAuthorityOptions(Uri Url)
{
    /// <summary>For one try.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Tries beyond the first, when it could not be reached or was too busy.</summary>
    public int Retries { get; init; } = 2;

    public TimeSpan PauseBetween { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How far the time it tells may be from the clock here, either way.</summary>
    public TimeSpan LargestDifference { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of an answer.</summary>
    public int LargestReply { get; init; } = SoundToken.LargestReply;
}
