using Gateway.Adapters.Timestamps;

namespace Gateway.Api.Evidence;

/// <summary>How evidence stands on this node, for health and metrics.</summary>
public sealed class EvidenceState
{
    private volatile Standing now = new(null, null, 0);

    public string? Trouble => now.Trouble;

    /// <summary>Since when the oldest original without evidence waits; null when none does.</summary>
    public DateTimeOffset? WaitingSince => now.WaitingSince;

    /// <summary>
    /// Evidence that could not be renewed while it was good, and was taken anew: what it proved before is lost.
    /// </summary>
    public int Lapsed => now.Lapsed;

    public void Waiting(DateTimeOffset? since) => now = now with { WaitingSince = since };

    public void Lapse() => now = now with { Lapsed = now.Lapsed + 1 };

    public void Troubled(string? by) => now = now with { Trouble = by };

    /// <summary>A code, for health, metrics and logs.</summary>
    public static string CodeOf(TimestampFailure failure) =>
        char.ToLowerInvariant(failure.ToString()[0]) + failure.ToString()[1..];

    private sealed record Standing(string? Trouble, DateTimeOffset? WaitingSince, int Lapsed);
}
