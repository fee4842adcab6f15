namespace Gateway.Adapters.Zip;

/// <summary>
/// Limits of an archive. The declared sizes are checked before anything is inflated, and the inflated data never exceeds
/// them.
/// </summary>
public sealed record ZipLimits
{
    public static readonly ZipLimits Default = new();

    /// <summary>The longest archive, in bytes.</summary>
    public long MaxLength { get; init; } = 1024L * 1024 * 1024;

    public int MaxEntries { get; init; } = 1_000;

    /// <summary>The longest central directory, in bytes.</summary>
    public int MaxDirectory { get; init; } = 1024 * 1024;

    /// <summary>The most bytes of all files together, inflated.</summary>
    public long MaxExpanded { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Inflated to deflated: of a file, and of all together.</summary>
    public int MaxRatio { get; init; } = 100;

    /// <summary>Up to this many inflated bytes no ratio is required: short texts compress well.</summary>
    public long RatioFreeLength { get; init; } = 1024 * 1024;

    /// <summary>In bytes of UTF-8.</summary>
    public int MaxNameLength { get; init; } = 512;
}
