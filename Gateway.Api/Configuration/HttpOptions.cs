namespace Gateway.Api.Configuration;

/// <summary>What the HTTP side accepts at most, in the configuration section <c>Gateway:Http</c>.</summary>
public sealed record HttpOptions
{
    /// <summary>How long the gateway waits for one body in all.</summary>
    public TimeSpan LongestUpload { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes per second that a body brings at least, once <see cref="LongestPause"/> has passed.</summary>
    public int LeastUploadRate { get; init; } = 1000;

    /// <summary>How long a body may bring nothing.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes of submissions of one authority that are in hand at once; a single submission is always let in.
    /// </summary>
    public long LargestInHand { get; init; } = 400_000_000;

    /// <summary>
    /// Calls without a known caller per second, in the long run: all of them together, and health for each address.
    /// </summary>
    public int AnonymousCallsPerSecond { get; init; } = 100;

    /// <summary>Calls without a known caller that may come at once before the rate counts.</summary>
    public int AnonymousCallsAtOnce { get; init; } = 500;

    /// <summary>Connections open at once; further ones are closed.</summary>
    public int Connections { get; init; } = 1000;

    /// <summary>
    /// Host names the gateway answers for, <c>*.example.org</c> for all below one. Unset means those of its certificate and
    /// of this machine.
    /// </summary>
    public IReadOnlyList<string>? AllowedHosts { get; init; }

    /// <summary>How long a call waits for a connection to the database before it is answered 503.</summary>
    public TimeSpan DatabaseWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <exception cref="InvalidOperationException">A value that cannot be meant.</exception>
    public void Check()
    {
        Positive(LongestUpload.Ticks, nameof(LongestUpload));
        Positive(LeastUploadRate, nameof(LeastUploadRate));
        Positive(LongestPause.Ticks, nameof(LongestPause));
        Positive(LargestInHand, nameof(LargestInHand));
        Positive(AnonymousCallsPerSecond, nameof(AnonymousCallsPerSecond));
        Positive(AnonymousCallsAtOnce, nameof(AnonymousCallsAtOnce));
        Positive(Connections, nameof(Connections));
        Positive(DatabaseWait.Ticks, nameof(DatabaseWait));
    }

    private static void Positive(long value, string name)
    {
        if (value <= 0)
            throw new InvalidOperationException(
                $"{GatewayOptions.Section}:{nameof(GatewayOptions.Http)}:{name} must be more than zero."
            );
    }
}
