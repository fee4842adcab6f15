namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>How long a signature can be relied on (EN 319 132-1, 6): each level includes those before.</summary>
public enum AugmentationLevel
{
    /// <summary>A timestamp proves the latest time at which the signature came into existence.</summary>
    T,

    /// <summary>The signature also carries its validation material: certificates and revocation data.</summary>
    LT,

    /// <summary>
    /// An archive timestamp also covers all of that. A repeated request adds one that covers the previous one.
    /// </summary>
    LTA,
}
