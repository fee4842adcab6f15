namespace Gateway.Api.Configuration;

/// <summary>
/// How much of what was rejected is kept, and for how long. Each authority and channel has its own quota, and one more for
/// what a registered key signed, so that strangers cannot use that up.
/// </summary>
public sealed record RejectionOptions
{
    /// <summary>Bytes kept of a document that was rejected before its signature was verified.</summary>
    public int LargestUnverified { get; init; } = 64 * 1024;

    /// <summary>Bytes kept in one quota; beyond it only the event is recorded.</summary>
    public long MostBytes { get; init; } = 500_000_000;

    /// <summary>Rejections whose content is kept in one quota.</summary>
    public int MostRejections { get; init; } = 10_000;

    /// <summary>Days after which the content is removed; the event stays.</summary>
    public int KeptForDays { get; init; } = 90;

    /// <exception cref="InvalidOperationException">A value cannot be meant so.</exception>
    public void Validate()
    {
        if (LargestUnverified is < 0 or > 1_000_000)
            throw new InvalidOperationException(
                "Gateway:Rejections:LargestUnverified must be between 0 and 1,000,000 bytes."
            );
        if (MostBytes < 0 || MostRejections < 0)
            throw new InvalidOperationException("Gateway:Rejections:MostBytes and MostRejections must not be negative.");
        if (KeptForDays is < 1 or > 36_500)
            throw new InvalidOperationException("Gateway:Rejections:KeptForDays must be between 1 and 36,500.");
    }
}
