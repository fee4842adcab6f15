namespace Gateway.Adapters.Responders;

/// <summary>How responders are asked.</summary>
/// <param name="Allowed">The addresses that may be asked.</param>
public sealed record ResponderOptions(AllowedAddresses Allowed)
{
    /// <summary>Time limit for one attempt.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time limit for all requests of one file.</summary>
    public TimeSpan AltogetherWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Pause before a busy responder is retried.</summary>
    public TimeSpan PauseBetween { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a responder that keeps failing is not asked.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may be reused for the next file; never past its next update.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of a revocation list; lists of state authorities have tens of millions.</summary>
    public int LargestList { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of a response or of a certificate.</summary>
    public int LargestAnswer { get; init; } = 256 * 1024;

    /// <summary>Bytes of all answers for one file.</summary>
    public long LargestTogether { get; init; } = 128 * 1024 * 1024;

    /// <summary>Bytes of memory for kept answers.</summary>
    public long LargestKept { get; init; } = 256 * 1024 * 1024;
}
