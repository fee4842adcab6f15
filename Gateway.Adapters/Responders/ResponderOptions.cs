namespace Gateway.Adapters.Responders;

/// <summary>How responders are asked.</summary>
/// <param name="Allowed">What may be asked at all.</param>
public sealed record ResponderOptions(AllowedAddresses Allowed)
{
    /// <summary>For one try.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For all that one file makes necessary.</summary>
    public TimeSpan AltogetherWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Before one that was busy is tried once more.</summary>
    public TimeSpan PauseBetween { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long one that keeps failing is left alone.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may serve for the next file, and never past its next update.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of a revocation list; those of states' authorities have tens of millions.</summary>
    public int LargestList { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of a response or of a certificate.</summary>
    public int LargestAnswer { get; init; } = 256 * 1024;

    /// <summary>Bytes of all answers that one file makes necessary.</summary>
    public long LargestTogether { get; init; } = 128 * 1024 * 1024;

    /// <summary>Bytes that answers which are kept take in memory.</summary>
    public long LargestKept { get; init; } = 256 * 1024 * 1024;
}
